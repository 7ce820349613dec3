package io.feedhorn.transport.netty;

import io.feedhorn.limits.ListHeader;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.List;

/**
 * Joins the list headers of WebSocket handshakes. A list on several lines is equivalent to one line
 * (RFC 9110, section 5.3), but Vert.x reads the first line only.
 */
final class HandshakeHeaders {
  private static final String WEB_SOCKET = "websocket";
  private static final List<CharSequence> LISTS =
      List.of(
          HttpHeaderNames.CONNECTION,
          HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL,
          HttpHeaderNames.SEC_WEBSOCKET_EXTENSIONS);

  private HandshakeHeaders() {}

  /** Joins the lists of a request whose {@code Upgrade} contains {@code websocket}. */
  static void join(HttpHeaders headers) {
    if (ListHeader.has(headers.getAll(HttpHeaderNames.UPGRADE), WEB_SOCKET)) {
      headers.set(HttpHeaderNames.UPGRADE, WEB_SOCKET);
      LISTS.forEach(name -> join(headers, name));
    }
  }

  private static void join(HttpHeaders headers, CharSequence name) {
    List<String> lines = headers.getAll(name);
    if (lines.size() > 1) {
      headers.set(name, String.join(", ", ListHeader.members(lines)));
    }
  }
}
