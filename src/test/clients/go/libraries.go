// Package libraries names the modules that the snippets of docs/clients.md import.
package libraries

import (
	_ "github.com/coder/websocket"
	_ "github.com/r3labs/sse/v2"
)
