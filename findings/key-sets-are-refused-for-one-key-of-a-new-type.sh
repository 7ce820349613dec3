#!/usr/bin/env bash
# Guess: what verifies tokens leaves out keys of a type that it does not know, as RFC 7517 (section 5) asks, and goes on
#   with the others in the set.
# Seen: with a key of the type AKP (ML-DSA, post-quantum) beside the key that has signed the token, jwx for Go and
#   Authlib for Python (authlib.jose) refuse the whole set. python-jose refuses the token if the new key comes first in
#   the set: it does not look for the key that the token names. go-oidc, PyJWT and joserfc leave the key out.
# Versions: github.com/lestrrat-go/jwx/v3 v3.4.0, github.com/coreos/go-oidc/v3 v3.21.0, Go 1.26; Authlib 1.9.10,
#   python-jose 3.5.0, PyJWT 2.15.1, joserfc 1.8.0, Python 3.11.
# Why it matters: when an identity provider publishes its first key of a new type, long before it signs with it, every
#   token is refused, and where that happens nothing was changed. In jwx `WithIgnoreParseError(true)` prevents it.
# Feedhorn: leaves the key out and names it in the log (docs/access.md).
source "$(dirname "$0")/support/pip-packages.sh" \
  Authlib==1.9.10 python-jose==3.5.0 PyJWT==2.15.1 joserfc==1.8.0 cryptography==50.0.2
source "$support/go-module.sh" github.com/lestrrat-go/jwx/v3@v3.4.0 github.com/coreos/go-oidc/v3@v3.21.0
cat > make.py <<'PY'
import json
import time

from joserfc import jwt
from joserfc.jwk import ECKey

private = ECKey.generate_key("P-256", {"kid": "known", "alg": "ES256", "use": "sig"})
known = private.as_dict(private=False)
new = {"kty": "AKP", "kid": "new", "alg": "ML-DSA-44", "use": "sig", "pub": "A" * 1750}
for name, keys in {"alone": [known], "last": [known, new], "first": [new, known]}.items():
    with open(f"{name}.json", "w") as file:
        json.dump({"keys": keys}, file)
with open("token", "w") as file:
    claims = {"sub": "reader", "exp": int(time.time()) + 3600}
    file.write(jwt.encode({"alg": "ES256", "kid": "known"}, claims, private))
PY
cat > verify.py <<'PY'
import json
import warnings

warnings.showwarning = lambda *arguments, **options: None  # that authlib.jose is deprecated

import authlib.jose
import joserfc.jwk
import joserfc.jwt
import jose.jwt
import jwt


def pyjwt(token, keys):
    key = jwt.PyJWKSet.from_dict(keys)[jwt.get_unverified_header(token)["kid"]]
    return jwt.decode(token, key, algorithms=["ES256"])


libraries = {
    "Authlib": lambda token, keys: authlib.jose.jwt.decode(token, authlib.jose.JsonWebKey.import_key_set(keys)),
    "python-jose": lambda token, keys: jose.jwt.decode(token, keys, algorithms=["ES256"]),
    "PyJWT": pyjwt,
    "joserfc": lambda token, keys: joserfc.jwt.decode(token, joserfc.jwk.KeySet.import_key_set(keys)).claims,
}


def answer(verify, name):
    with open(f"{name}.json") as keys, open("token") as token:
        try:
            return "accepted" if verify(token.read(), json.load(keys))["sub"] == "reader" else "wrong"
        except Exception:
            return "refused"


for library, verify in libraries.items():
    print(f"{library}:", *(answer(verify, name) for name in ("alone", "last", "first")))
PY
cat > main.go <<'GO'
package main

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"

	"github.com/coreos/go-oidc/v3/oidc"
	"github.com/lestrrat-go/jwx/v3/jwk"
	"github.com/lestrrat-go/jwx/v3/jws"
)

func withOidc(url, token string) error {
	_, err := oidc.NewRemoteKeySet(context.Background(), url).VerifySignature(context.Background(), token)
	return err
}

func withJwx(url, token string) error {
	keys, err := jwk.Fetch(context.Background(), url)
	if err == nil {
		_, err = jws.Verify([]byte(token), jws.WithKeySet(keys))
	}
	return err
}

func main() {
	server := httptest.NewServer(http.FileServer(http.Dir(".")))
	token, err := os.ReadFile("token")
	if err != nil {
		panic(err)
	}
	for name, verify := range map[string]func(url, token string) error{"jwx": withJwx, "go-oidc": withOidc} {
		line := name + ":"
		for _, set := range []string{"alone", "last", "first"} {
			if verify(server.URL+"/"+set+".json", string(token)) == nil {
				line += " accepted"
			} else {
				line += " refused"
			}
		}
		fmt.Println(line)
	}
}
GO
go build -mod=mod -o verify main.go > log 2>&1 || cannot_try "go cannot build: $(cat log)"
env/bin/python make.py
echo 'the known key alone, before the new one, after the new one'
{
  env/bin/python verify.py
  timeout 60 ./verify
} | LC_ALL=C sort | tee result
diff result - <<END
Authlib: accepted refused refused
PyJWT: accepted accepted accepted
go-oidc: accepted accepted accepted
joserfc: accepted accepted accepted
jwx: accepted refused refused
python-jose: accepted accepted refused
END
