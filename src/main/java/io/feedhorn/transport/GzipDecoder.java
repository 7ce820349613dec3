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
 * Inflates one gzip body (RFC 1952). Owned by its event loop, not thread-safe. A large body is
 * inflated in slices, and what else the loop has to do runs in between; it stops where the body
 * becomes larger than allowed, and never inflates the rest.
 */
final class GzipDecoder {
  private static final int PIECE_BYTES = 16 * 1024;
  private static final int SLICE_BYTES = 256 * 1024;

  private final Vertx vertx;
  private final Buffer body;
  private final int maxBytes;
  private final byte[] piece = new byte[PIECE_BYTES];
  private final Buffer inflated = Buffer.buffer();
  private final Promise<Buffer> done = Promise.promise();

  GzipDecoder(Vertx vertx, Buffer body, int maxBytes) {
    this.vertx = vertx;
    this.body = body;
    this.maxBytes = maxBytes;
  }

  /** Inflates the body; fails with a {@link FeedException} if it is too large, or is not gzip. */
  Future<Buffer> inflate() {
    try {
      slice(new GZIPInputStream(new ByteArrayInputStream(body.getBytes()), PIECE_BYTES));
    } catch (IOException e) {
      done.tryFail(notGzip(e));
    }
    return done.future();
  }

  private void slice(InputStream from) {
    try {
      for (int end = inflated.length() + SLICE_BYTES; inflated.length() < end; ) {
        int length = from.read(piece);
        if (length < 0) {
          done.complete(inflated);
          return;
        }
        if (length > maxBytes - inflated.length()) {
          throw new FeedException(
              ErrorCode.TOO_LARGE,
              "The body has more than the allowed %d bytes once it is inflated."
                  .formatted(maxBytes));
        }
        inflated.appendBytes(piece, 0, length);
      }
      vertx.runOnContext(now -> slice(from));
    } catch (IOException e) {
      done.fail(notGzip(e));
    } catch (FeedException tooLarge) {
      done.fail(tooLarge);
    }
  }

  private static FeedException notGzip(IOException e) {
    String why = e instanceof EOFException ? "it ends too early" : e.getMessage();
    return new FeedException(
        ErrorCode.BAD_REQUEST,
        "The Content-Encoding is gzip, but the body cannot be inflated: " + why + ".");
  }
}
