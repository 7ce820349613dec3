#!/usr/bin/env bash
# Guess: nginx keeps an answer with `max-age=1` for one second. It gives an answer to a request with Authorization to
#   nobody else (RFC 9111, section 3.5).
# Seen: with proxy_cache it keeps the answer for nearly two seconds, because it compares whole seconds, and sends no
#   Age header. It gives what one client read with its token to the next client without a token.
# Version: nginx 1.22.1-9+deb12u11 (Debian 12).
# Why it matters: a snapshot of a feed is older than its server allows, and readers without permission see it.
# Feedhorn: snapshots are `no-cache` by default. If feeds.NAME.cache allows a cache and the feed needs a token, the
#   server adds `private`, which nginx obeys. docs/settings.md names the second second.
source "$(dirname "$0")/support/debian-package.sh" nginx 1.22.1-9+deb12u11 usr/sbin/nginx
python3 - <<'PY'
import time

from proxies import WORK, free_port, get, nginx, report
from streams import serve


def answer(request):
    request.reply(f"{time.time()} {request.headers.get('Authorization')}", Cache_Control="max-age=1")


port = free_port()
with nginx(port, f"proxy_cache_path {WORK}/cache keys_zone=c:1m; server {{ listen 127.0.0.1:{port};"
           f"location / {{ proxy_pass http://127.0.0.1:{serve(answer)}; proxy_cache c; }} }}"):
    get(port, "/secret", Authorization="Bearer token").read()
    shared = get(port, "/secret").read().decode()
    oldest, age_headers = 0.0, set()
    end = time.monotonic() + 6
    while time.monotonic() < end:
        response = get(port, "/price")
        oldest = max(oldest, time.time() - float(response.read().split()[0]))
        age_headers.add(response.getheader("Age"))
report(shared.endswith("Bearer token") and oldest > 1.5 and age_headers == {None},
       f"a request without a token got the answer for '{shared.split(' ', 1)[1]}';"
       f" oldest answer {oldest:.2f} s; Age {age_headers}")
PY
