// subprotocol URL SUBPROTOCOL…: prints the subprotocol that coder/websocket negotiated, or its error.
package main

import (
	"context"
	"fmt"
	"os"

	"github.com/coder/websocket"
)

func main() {
	options := &websocket.DialOptions{Subprotocols: os.Args[2:]}
	socket, _, err := websocket.Dial(context.Background(), os.Args[1], options)
	if err != nil {
		fmt.Println("failed:", err)
		return
	}
	name := socket.Subprotocol()
	if name == "" {
		name = "none"
	}
	fmt.Println("connected,", name)
	socket.CloseNow()
}
