package io.feedhorn.bench.load;

/** A parser of a chunked body (RFC 9112, section 7.1) that is a gzip stream. */
final class GzipChunkParser implements FrameParser {
  private static final int GZIP_HEAD_BYTES = 10;

  private final Decompressor decompressor = new Decompressor();
  private int headBytes = GZIP_HEAD_BYTES;
  private int size;
  private int remaining;
  private boolean inData;

  @Override
  public void parse(byte[] bytes, int from, int to, Handler handler) {
    int i = from;
    while (i < to) {
      if (!inData) {
        readSize(bytes[i++]);
        continue;
      }
      int taken = Math.min(remaining, to - i);
      int skipped = Math.min(headBytes, taken);
      headBytes -= skipped;
      if (taken > skipped) {
        decompressor.decompress(bytes, i + skipped, i + taken, handler);
      }
      i += taken;
      remaining -= taken;
      inData = remaining > 0;
    }
  }

  /** Reads a byte of a size line, or of the line end before it. */
  private void readSize(byte b) {
    int digit = Character.digit(b, 16);
    if (digit >= 0) {
      size = size * 16 + digit;
    } else if (b == '\n' && size > 0) {
      remaining = size;
      size = 0;
      inData = true;
    }
  }
}
