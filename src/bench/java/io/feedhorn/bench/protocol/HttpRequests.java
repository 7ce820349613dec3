package io.feedhorn.bench.protocol;

import static java.nio.charset.StandardCharsets.US_ASCII;

/** HTTP/1.1 requests as bytes. */
final class HttpRequests {
  private static final String END = "\r\n\r\n";

  private HttpRequests() {}

  /** Returns the step that opens a WebSocket. */
  static HandshakeStep upgrade(int port, String path, String... headers) {
    StringBuilder request = request(port, path);
    request
        .append("Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n")
        .append("Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n");
    return step(request, headers);
  }

  /** Returns the step that opens an event stream. */
  static HandshakeStep stream(int port, String path, String... headers) {
    return step(request(port, path).append("Accept: text/event-stream\r\n"), headers);
  }

  private static HandshakeStep step(StringBuilder request, String... headers) {
    for (String header : headers) {
      request.append(header).append("\r\n");
    }
    return new HandshakeStep(bytes(request.append("\r\n")), END);
  }

  static byte[] post(int port, String path, String body) {
    return post(port, path, body, "");
  }

  /** Returns a request with a content type; empty: none. */
  static byte[] post(int port, String path, String body, String contentType) {
    StringBuilder request = request(port, path).replace(0, 3, "POST");
    request.append(contentType.isEmpty() ? "" : "Content-Type: " + contentType + "\r\n");
    return bytes(request.append("Content-Length: ").append(body.length()).append(END).append(body));
  }

  private static StringBuilder request(int port, String path) {
    return new StringBuilder("GET ")
        .append(path)
        .append(" HTTP/1.1\r\nHost: 127.0.0.1:")
        .append(port)
        .append("\r\n");
  }

  private static byte[] bytes(CharSequence text) {
    return text.toString().getBytes(US_ASCII);
  }
}
