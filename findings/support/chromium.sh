# Finds the installed Chromium, whose version must be this one, and makes chromium.mjs and streams.mjs importable from
# $work. Node must be installed.
source "$(dirname "${BASH_SOURCE[0]}")/work-folder.sh"
version=156.0.8078.114-1~deb12u1
[[ $(dpkg-query -W -f '${Version}' chromium 2> /dev/null) == "$version" ]] ||
  cannot_try "the package chromium $version is not installed."
cp "$support"/{chromium,pages,streams}.mjs .
