package io.feedhorn.transport.sse;

import io.feedhorn.model.Update;
import io.feedhorn.transport.netty.DeflateBlocks;
import io.feedhorn.transport.netty.GzipFormat;
import io.vertx.core.buffer.Buffer;

/**
 * A body that is one gzip stream. Updates are compressed once for all streams; blocks of this
 * stream alone are small, and are not compressed. Owned by its event loop.
 */
final class GzipStreamBody implements StreamBody {
  private final StreamBody compressed;
  private final GzipFormat gzip = new GzipFormat();

  /**
   * @param compressed the body that gets the bytes of the gzip stream
   */
  GzipStreamBody(StreamBody compressed) {
    this.compressed = compressed;
  }

  @Override
  public void open(Buffer blocks) {
    gzip.add(blocks);
    compressed.open(GzipFormat.head().appendBuffer(DeflateBlocks.stored(blocks)));
  }

  @Override
  public boolean writable() {
    return compressed.writable();
  }

  @Override
  public boolean isUnresponsive() {
    return compressed.isUnresponsive();
  }

  @Override
  public void write(Update update, SseEvents encoder) {
    gzip.add(update.encoded(encoder));
    compressed.write(update, encoder.deflated());
  }

  @Override
  public void write(Buffer blocks) {
    gzip.add(blocks);
    compressed.write(DeflateBlocks.stored(blocks));
  }

  @Override
  public void flush() {
    compressed.flush();
  }

  @Override
  public void end() {
    compressed.write(gzip.end());
    compressed.flush();
    compressed.end();
  }
}
