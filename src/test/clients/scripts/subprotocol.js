// node subprotocol.js LIBRARY URL SUBPROTOCOL…: prints the negotiated subprotocol, or the error.
const [library, url, ...offered] = process.argv.slice(2);
const module = await import(library);
const WebSocket = module.WebSocket ?? module.default;
const socket = new WebSocket(url, offered);
socket.addEventListener('open', () => end(`connected, ${socket.protocol || 'none'}`));
socket.addEventListener('error', event => end(`failed: ${event.message ?? ''}`));

function end(result) {
  console.log(result);
  process.exit(0);
}
