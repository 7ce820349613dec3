# Makes a Go module in $work that requires others: go-module.sh MODULE@VERSION ... Go 1.19 or later must be installed.
source "$(dirname "${BASH_SOURCE[0]}")/work-folder.sh"
export GOFLAGS=-modcacherw GOTOOLCHAIN=local GOMODCACHE=$work/modules
go mod init example > log 2>&1 && go get "$@" > log 2>&1 || cannot_try "go cannot get $1: $(cat log)"
