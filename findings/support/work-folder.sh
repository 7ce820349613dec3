# Makes the temporary folder $work and goes there. At the end of the script the programs whose ids are in $started
# are ended and the folder is removed. To be sourced by the scripts in findings/ and by the files beside this one.
# Sourced again, it changes nothing.
if declare -F cannot_try > /dev/null; then return; fi
set -euo pipefail
support=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
work=$(mktemp -d)
started=()
trap 'kill "${started[@]}" 2> /dev/null || true; rm -rf "$work"' EXIT
cd "$work"

# Ends the script with 2: the experiment could not be made, which says nothing about the behaviour.
cannot_try() {
  echo "Not tried: $1" >&2
  exit 2
}
