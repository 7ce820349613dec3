# Finds a program of a Debian package: debian-package.sh PACKAGE VERSION PROGRAM, where PROGRAM is the path in the
# package. If exactly this version is installed, the installed program is used; if not, the package is unpacked into
# $work. Leaves the path of the program in $program. Python programs find proxies.py and streams.py.
source "$(dirname "${BASH_SOURCE[0]}")/work-folder.sh"
package=$1 version=$2 program=/$3
if [[ $(dpkg-query -W -f '${Version}' "$package" 2> /dev/null) != "$version" ]]; then
  apt-get -qq download "$package=$version" || cannot_try "the package $package $version is not available."
  dpkg -x ./*.deb .
  program=$work$program
fi
export PROGRAM=$program WORK=$work PYTHONPATH=$support PYTHONDONTWRITEBYTECODE=1
