#!/usr/bin/env bash
# Lints the descriptions, compiles and runs clients generated from them, and runs Schemathesis.
# Arguments: the directory of the project, the address of a server, a number of examples.
set -euo pipefail
project=$1 address=$2 examples=$3
generator=7.25.0
mkdir -p "$project/target/api-tools"
cp "$project"/src/test/clients/api/* "$project/target/api-tools"
cd "$project/target/api-tools"
step() { printf '\n== %s\n' "$1"; }

step 'npm packages'
npm ci --ignore-scripts --no-audit --no-fund --silent

step 'asyncapi.yaml: @asyncapi/parser'
node lint-asyncapi.js "$project/webroot/asyncapi.yaml"

step 'openapi.yaml: a TypeScript client'
node_modules/.bin/openapi-typescript "$project/webroot/openapi.yaml" -o api.d.ts
node_modules/.bin/tsc --strict --target es2022 --module nodenext --skipLibCheck client.ts
node client.js "$address"

step 'openapi.yaml: clients in Java, Python and Go'
mvn -q dependency:copy -Dartifact=org.openapitools:openapi-generator-cli:$generator -DoutputDirectory=.
for language in java python go; do
  rm -rf "$language"
  library=()
  [[ $language != java ]] || library=(--library native)
  java -jar "openapi-generator-cli-$generator.jar" generate -i "$project/webroot/openapi.yaml" -g "$language" "${library[@]}" -o "$language" >"$language.log" 2>&1
done
(cd java && mvn -q -DskipTests compile)
(cd go && go mod tidy 2>/dev/null && go build ./...)
[[ -d venv ]] || python3 -m venv venv
venv/bin/pip install -q --disable-pip-version-check -r python/requirements.txt
PYTHONPATH=python venv/bin/python client.py "$address"

step 'Schemathesis'
[[ -d schemathesis ]] || python3 -m venv schemathesis
schemathesis/bin/pip install -q --disable-pip-version-check --no-deps -r requirements.txt
schemathesis/bin/schemathesis run "$address/openapi.yaml" --max-examples "$examples" --workers 1
step 'everything passed'
