#!/usr/bin/env bash
# Guess: Go's r3labs/sse reads any event, and heartbeats as comments cost nothing.
# Seen: it takes at most 64 KiB between two empty lines. A larger event ends the stream with "token too long"; it
#   connects again with the id before, is given the same event, and never gets past it. Comment lines without an
#   empty line after them count in: a stream that has nothing but ":\n" breaks, too, after 32,768 heartbeats.
#   That one heals itself by the reconnect. Empty events are handed out, retry: is passed over.
# Versions: github.com/r3labs/sse/v2 v2.10.0, Go 1.19 and later.
# What to do: ClientMaxBufferSize; events below 64 KiB; now and then a whole event on a quiet stream.
set -euo pipefail
folder=$(mktemp -d)
trap 'chmod -R u+w "$folder"; rm -rf "$folder"' EXIT
cd "$folder"
export GOFLAGS= GOTOOLCHAIN=local
cat > main.go <<'GO'
package main

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"time"

	"github.com/r3labs/sse/v2"
)

// read returns how often a client connected, and the largest event it was handed.
func read(body string, options ...func(*sse.Client)) (connections, largest int) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		connections++
		w.Header().Set("Content-Type", "text/event-stream")
		fmt.Fprint(w, "id: 1\ndata: small\n\n", body)
		w.(http.Flusher).Flush()
		<-r.Context().Done()
	}))
	ctx, cancel := context.WithTimeout(context.Background(), 4*time.Second)
	defer cancel()
	client := sse.NewClient(server.URL, options...)
	go client.SubscribeRawWithContext(ctx, func(event *sse.Event) {
		if len(event.Data) > largest {
			largest = len(event.Data)
		}
	})
	<-ctx.Done()
	server.CloseClientConnections()
	return connections, largest
}

func main() {
	large := "id: 2\ndata: " + strings.Repeat("x", 70_000) + "\n\n"
	heartbeats := strings.Repeat(":\n", 40_000)
	connections, largest := read(large)
	fmt.Println("an event of 70,000 bytes:", connections, "connections, largest", largest)
	beaten, _ := read(heartbeats)
	fmt.Println("40,000 heartbeats:", beaten, "connections")
	raised, all := read(large, sse.ClientMaxBufferSize(1<<20))
	fmt.Println("with a larger buffer:", raised, "connections, largest", all)
	if connections < 3 || largest != 5 || beaten < 3 || raised != 1 || all != 70_000 {
		os.Exit(1)
	}
}
GO
go mod init example > /dev/null 2>&1
go get github.com/r3labs/sse/v2@v2.10.0 > /dev/null 2>&1
timeout 60 go run .
