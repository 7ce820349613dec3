package io.feedhorn.transport.polling;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.zip.GZIPOutputStream;

/**
 * Compresses whole bodies (RFC 1952). A large body is compressed on a worker thread, so that it
 * does not block the event loop.
 */
final class GzipEncoder {
  /** Compressing that many bytes takes about a millisecond. */
  private static final int MAX_LOOP_BYTES = 32 * 1024;

  private GzipEncoder() {}

  /** Returns the body as gzip, completed on the current event loop. */
  static Future<Buffer> encode(Vertx vertx, Buffer body) {
    return body.length() <= MAX_LOOP_BYTES
        ? Future.succeededFuture(gzip(body))
        : vertx.executeBlocking(() -> gzip(body), false);
  }

  private static Buffer gzip(Buffer body) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(body.length() / 2);
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes, 4 * 1024)) {
      gzip.write(body.getBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e); // memory only
    }
    return Buffer.buffer(bytes.toByteArray());
  }
}
