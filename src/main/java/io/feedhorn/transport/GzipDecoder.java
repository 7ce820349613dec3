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
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

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
  private final BodyLimit limit;
  private final byte[] buffer = new byte[BUFFER_BYTES];
  private final Buffer decoded = Buffer.buffer();
  private final Promise<Buffer> done = Promise.promise();

  GzipDecoder(Vertx vertx, Buffer body, BodyLimit limit) {
    this.vertx = vertx;
    this.body = body;
    this.limit = limit;
  }

  /** Returns the body. Fails with a {@link FeedException} if it is too large or not gzip. */
  Future<Buffer> decode() {
    try {
      Members members = new Members(body.getBytes());
      done.future().onComplete(decompressed -> members.end());
      decodeSlice(members);
    } catch (IOException e) {
      done.tryFail(notGzip(e));
    }
    return done.future();
  }

  private void decodeSlice(Members from) {
    try {
      for (int end = decoded.length() + SLICE_BYTES; decoded.length() < end; ) {
        int length = from.read(buffer);
        if (length < 0) {
          from.requireEnd();
          done.complete(decoded);
          return;
        }
        if (length > limit.bytes() - decoded.length()) {
          throw limit.refusalAfterDecompression();
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

  /** The members of a body, in one buffer: so it is known what follows the last one. */
  private static final class Members extends GZIPInputStream {
    private static final int TRAILER_BYTES = 8;

    Members(byte[] body) throws IOException {
      super(new ByteArrayInputStream(body), Math.max(1, body.length));
    }

    /** Requires that nothing is left, which the superclass would ignore. */
    void requireEnd() throws ZipException {
      if (inf.getRemaining() > TRAILER_BYTES) {
        throw new ZipException("bytes after its end are not gzip");
      }
    }

    /** Frees the memory of the decompression, which is not on the heap. */
    void end() {
      inf.end();
    }
  }

  private static FeedException notGzip(IOException e) {
    String cause = e instanceof EOFException ? "it ends too early" : e.getMessage();
    return new FeedException(
        ErrorCode.BAD_REQUEST,
        "The Content-Encoding is gzip, but the body cannot be decompressed: " + cause + ".");
  }
}
