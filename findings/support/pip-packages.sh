# Makes the virtual environment $work/env and installs Python packages into it: pip-packages.sh NAME==VERSION ...
# Its Python finds streams.py. install_into NAME PACKAGE ... makes another environment.
source "$(dirname "${BASH_SOURCE[0]}")/work-folder.sh"
install_into() {
  python3 -m venv "$work/$1"
  "$work/$1/bin/pip" -q install "${@:2}" || cannot_try "pip cannot install ${*:2}."
}
install_into env "$@"
export PYTHONPATH=$support PYTHONDONTWRITEBYTECODE=1
