package io.feedhorn.transport.sse;

import io.vertx.core.buffer.Buffer;

/** A chunk of a response body (RFC 9112, section 7.1), with its size line and its end. */
final class HttpChunk {
  private HttpChunk() {}

  /** Returns the chunk of at least one byte: an empty chunk would end the body. */
  static Buffer of(Buffer bytes) {
    String size = Integer.toHexString(bytes.length());
    return Buffer.buffer(size.length() + bytes.length() + 4)
        .appendString(size)
        .appendString("\r\n")
        .appendBuffer(bytes)
        .appendString("\r\n");
  }
}
