# Installs npm packages into $work: npm-packages.sh NAME@VERSION ... Modules in $work may import ./streams.mjs, too.
source "$(dirname "${BASH_SOURCE[0]}")/work-folder.sh"
npm install --silent --no-audit --no-fund --ignore-scripts "$@" || cannot_try "npm cannot install $*."
cp "$support/streams.mjs" .
