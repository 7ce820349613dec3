#!/usr/bin/env bash
# Guess: `tail -F` hands out each line of a log that is rotated: those that are written to the renamed file until the
#   program opens the new one, too. That is what it has beyond `tail -f`.
# Seen: a line that is written after the renaming and before the new file exists is never handed out, without a message
#   that says so. nxadm/tail for Go, with ReOpen, loses it as well. Without inotify (`---disable-inotify`) tail reads the old
#   file to its end first and hands out all lines.
# Versions: coreutils 9.1-1 (Debian 12), github.com/nxadm/tail v1.4.11, Go 1.26.
# Why it matters: logrotate renames first and then tells the program, which writes to the old file until it has heard of
#   it. A feed that is made from `tail -F` lacks the lines of that moment at each rotation, on busy servers above all.
# Feedhorn: a source of the type file reads a file that was renamed to its end, and about a second longer. docs/sources.md
#   says not to put tail before it.
source "$(dirname "$0")/support/go-module.sh" github.com/nxadm/tail@v1.4.11
cat > main.go <<'GO'
package main

import (
	"fmt"

	"github.com/nxadm/tail"
)

func main() {
	file, err := tail.TailFile("log", tail.Config{Follow: true, ReOpen: true, Logger: tail.DiscardingLogger})
	if err != nil {
		panic(err)
	}
	for line := range file.Lines {
		fmt.Println(line.Text)
	}
}
GO
go build -mod=mod -o reader main.go > log 2>&1 || cannot_try "go cannot build: $(cat log)"
[[ $(dpkg-query -W -f '${Version}' coreutils 2> /dev/null) == 9.1-1 ]] || cannot_try 'the package coreutils 9.1-1 is not installed.'

# Waits, for at most 10 s, until the reader has handed out a line.
await() {
  for ((turn = 0; turn < 100; turn++)); do
    if grep -qx "$1" seen; then return; fi
    sleep 0.1
  done
}

# Lets a program read a log that is rotated as by logrotate, and prints the lines that it hands out.
rotate() {
  local name=$1
  shift
  rm -f log log.1
  : > seen
  exec 4> log
  "$@" > seen 2> messages &
  local reader=$!
  started+=("$reader")
  echo 1 >&4
  await 1
  mv log log.1
  sleep 0.5 # until the program has heard that it should open its log again
  echo 2 >&4
  sleep 0.5
  exec 4> log
  echo 3 >&4
  await 3
  kill "$reader"
  echo "$name:" $(cat seen) >> result
}

rotate 'tail -F' tail -n +1 -F log
rotate 'tail -F without inotify' tail -n +1 -F ---disable-inotify -s 0.2 log
rotate 'nxadm/tail' ./reader
cat result
diff result - <<END
tail -F: 1 3
tail -F without inotify: 1 2 3
nxadm/tail: 1 3
END
