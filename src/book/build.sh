#!/usr/bin/env bash
# Builds the documentation as a site with a search in target/book/site. A broken link or anchor fails the build.
set -euo pipefail
cd "$(dirname "$0")/../.."
book=target/book
rm -rf "$book/pages" "$book/site"
mkdir -p "$book/pages"
# The pages keep their places, so that their links hold.
cp -r docs conf findings README.md CONTRIBUTING.md CHANGELOG.md SECURITY.md LICENSE .env.example "$book/pages"
mkdir -p "$book/pages/clients/python" "$book/pages/webroot"
cp clients/python/README.md "$book/pages/clients/python"
cp -r --parents src/bench/c "$book/pages"
cp webroot/favicon.svg "$book/pages/webroot"
[[ -d $book/venv ]] || python3 -m venv "$book/venv"
"$book/venv/bin/pip" install -q --disable-pip-version-check --no-deps -r src/book/requirements.txt
NO_MKDOCS_2_WARNING=1 "$book/venv/bin/mkdocs" build --strict -f src/book/mkdocs.yml
echo "The book is in $book/site"
