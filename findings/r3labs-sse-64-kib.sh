#!/usr/bin/env bash
# Guess: Go's r3labs/sse reads events of any size, and heartbeats that are comments cost nothing.
# Seen: the library takes at most 64 KiB between two empty lines. A larger event ends the stream with "token too long".
#   The library reconnects with the id before the event, gets the same event, and never gets past it. Comment lines
#   without an empty line count, too: a stream that sends only `:` lines breaks after 32,768 heartbeats, but goes on
#   after the reconnect.
# Versions: github.com/r3labs/sse/v2 v2.10.0, Go 1.19 and later.
# Why it matters: one large event stops the feed of every such reader for good, and they reconnect for ever.
# Feedhorn: limits.message is 60 KiB, so a block stays below 64 KiB. docs/clients.md sets ClientMaxBufferSize.
source "$(dirname "$0")/support/go-module.sh" github.com/r3labs/sse/v2@v2.10.0
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
timeout 60 go run .
