package io.feedhorn.transport;

import io.feedhorn.model.ErrorCode;
import io.feedhorn.model.FeedException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;

/**
 * The decompression of one gzip body (RFC 1952). Owned by its event loop, not thread-safe. A large
 * body is decompressed in slices, and other tasks of the event loop run between them. Stops when
 * the body exceeds its limit, without decompressing the rest.
 */
final class GzipDecoder {
  private static final int BUFFER_BYTES = 16 * 1024;
  private static final int SLICE_BYTES = 256 * 1024;

  private final Vertx vertx;
  private final Buffer body;
  private final int maxBytes;
  private final byte[] buffer = new byte[BUFFER_BYTES];
  private final Buffer decoded = Buffer.buffer();
  private final Promise<Buffer> done = Promise.promise();

  GzipDecoder(Vertx vertx, Buffer body, int maxBytes) {
    this.vertx = vertx;
    this.body = body;
    this.maxBytes = maxBytes;
  }

  /** Returns the body. Fails with a {@link FeedException} if it is too large or not gzip. */
  Future<Buffer> decode() {
    try {
      decodeSlice(new GZIPInputStream(new ByteArrayInputStream(body.getBytes()), BUFFER_BYTES));
    } catch (IOException e) {
      done.tryFail(notGzip(e));
    }
    return done.future();
  }

  private void decodeSlice(InputStream from) {
    try {
      for (int end = decoded.length() + SLICE_BYTES; decoded.length() < end; ) {
        int length = from.read(buffer);
        if (length < 0) {
          done.complete(decoded);
          return;
        }
        if (length > maxBytes - decoded.length()) {
          throw new FeedException(
              ErrorCode.TOO_LARGE,
              "The body has more than the allowed %d bytes after decompression."
                  .formatted(maxBytes));
        }
        decoded.appendBytes(buffer, 0, length);
      }
      vertx.runOnContext(resumed -> decodeSlice(from));
    } catch (IOException e) {
      done.fail(notGzip(e));
    } catch (FeedException tooLarge) {
      done.fail(tooLarge);
    }
  }

  private static FeedException notGzip(IOException e) {
    String cause = e instanceof EOFException ? "it ends too early" : e.getMessage();
    return new FeedException(
        ErrorCode.BAD_REQUEST,
        "The Content-Encoding is gzip, but the body cannot be decompressed: " + cause + ".");
  }
}
