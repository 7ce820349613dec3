# Finds the installed Firefox, whose version must be this one, and makes firefox.mjs and streams.mjs importable from
# $work. Node must be installed.
source "$(dirname "${BASH_SOURCE[0]}")/work-folder.sh"
[[ $(dpkg-query -W -f '${Version}' firefox-esr 2> /dev/null) == 153.8.0esr-1~deb12u1 ]] ||
  cannot_try "the package firefox-esr 153.8.0esr-1~deb12u1 is not installed."
cp "$support"/{firefox,pages,streams}.mjs .
