#!/usr/bin/env bash
# Guess: a program may ignore the bufio.Reader that Dial of Go's gobwas/ws returns beside the connection, as the first
#   example of the library does.
# Seen: if the server's first frame comes in the same packet as its handshake, the frame is in that bufio.Reader. A
#   program that reads from the connection never sees it.
# Versions: github.com/gobwas/ws v1.5.0, Go 1.26.
# Why it matters: a server that sends a message at once loses it on some connections, depending on the timing of the
#   network.
# Feedhorn: the server sends `welcome` at once, so it is the message that is lost. docs/compatibility.md tells to read
#   from the bufio.Reader until it is empty.
source "$(dirname "$0")/support/go-module.sh" github.com/gobwas/ws@v1.5.0
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
timeout 60 go run .
