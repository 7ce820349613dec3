// subprotocol URL SUBPROTOCOL…: says which subprotocol coder/websocket got, or that it failed.
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
