#!/usr/bin/env bash
# Guess: what Go's gobwas/ws Dial returns beside the connection may be ignored, as in its own first example.
# Seen: where the server's first frame comes in the same packet as its handshake, it is in that bufio.Reader, and
#   whoever reads from the connection never sees it. A server that greets at once loses its greeting in some of
#   the connections, which depends on the network's timing.
# Versions: github.com/gobwas/ws v1.4.0, Go 1.19 and later.
# What to do: read from the bufio.Reader until it is empty, where it is not nil.
set -euo pipefail
folder=$(mktemp -d)
trap 'chmod -R u+w "$folder"; rm -rf "$folder"' EXIT
cd "$folder"
export GOFLAGS= GOTOOLCHAIN=local
cat > main.go <<'GO'
package main

import (
	"bufio"
	"context"
	"crypto/sha1"
	"encoding/base64"
	"fmt"
	"net"
	"net/http"
	"os"
	"time"

	"github.com/gobwas/ws"
	"github.com/gobwas/ws/wsutil"
)

// greet answers a handshake and sends a text frame in the same packet.
func greet(connection net.Conn) {
	request, err := http.ReadRequest(bufio.NewReader(connection))
	if err != nil {
		return
	}
	sum := sha1.Sum([]byte(request.Header.Get("Sec-WebSocket-Key") + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"))
	head := "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n" +
		"Sec-WebSocket-Accept: " + base64.StdEncoding.EncodeToString(sum[:]) + "\r\n\r\n"
	connection.Write(append([]byte(head), "\x81\x05hello"...))
}

func main() {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	go func() {
		for {
			connection, err := listener.Accept()
			if err != nil {
				return
			}
			go greet(connection)
		}
	}()
	connection, rest, _, err := ws.Dial(context.Background(), "ws://"+listener.Addr().String()+"/")
	if err != nil {
		panic(err)
	}
	connection.SetReadDeadline(time.Now().Add(2 * time.Second))
	text, err := wsutil.ReadServerText(connection)
	fmt.Printf("from the connection: %q, %v\n", text, err)
	if err == nil || rest == nil {
		os.Exit(1)
	}
	frame, err := ws.ReadFrame(rest)
	fmt.Printf("from the reader: %q, %v\n", frame.Payload, err)
	if string(frame.Payload) != "hello" {
		os.Exit(1)
	}
}
GO
go mod init example > /dev/null 2>&1
go get github.com/gobwas/ws@v1.4.0 > /dev/null 2>&1
timeout 60 go run .
