package io.feedhorn.transport.sse;

import io.vertx.core.buffer.Buffer;

/** A chunk of a body (RFC 9112, section 7.1), its size line and end in one piece with it. */
final class HttpChunk {
  private HttpChunk() {}

  /** The chunk of some bytes, at least one: an empty chunk would end the body. */
  static Buffer of(Buffer bytes) {
    String size = Integer.toHexString(bytes.length());
    return Buffer.buffer(size.length() + bytes.length() + 4)
        .appendString(size)
        .appendString("\r\n")
        .appendBuffer(bytes)
        .appendString("\r\n");
  }
}
