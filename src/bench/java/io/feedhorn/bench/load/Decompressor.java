package io.feedhorn.bench.load;

import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** The decompression of the DEFLATE stream of one connection. Not thread-safe. */
final class Decompressor {
  /** Used by one connection at a time, on the loop's thread. */
  private static final byte[] TEXT = new byte[64 * 1024];

  private final Inflater inflater = new Inflater(true);

  /** Decompresses bytes, and passes on what is complete. */
  void decompress(byte[] bytes, int from, int to, FrameParser.Handler handler) {
    inflater.setInput(bytes, from, to - from);
    try {
      for (int count = inflater.inflate(TEXT); count > 0; count = inflater.inflate(TEXT)) {
        handler.payload(TEXT, 0, count);
      }
    } catch (DataFormatException e) {
      throw new IllegalStateException("the server's compression is invalid", e);
    }
  }
}
