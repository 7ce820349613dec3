package io.feedhorn.transport.sse;

import io.feedhorn.model.Update;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.WriteStream;
import java.util.ArrayList;
import java.util.List;

/**
 * A body that uses the public API of Vert.x only, for any version of HTTP. Owned by its event loop.
 * All blocks between two flushes become one write, because each write is a system call; not
 * writable while they are as large as the queue of the response.
 */
final class VertxStreamBody implements StreamBody {
  private static final int MAX_UNSENT_BYTES = 64 * 1024;

  private final WriteStream<Buffer> response;
  private final List<Buffer> unsent = new ArrayList<>(1);
  private int unsentBytes;

  VertxStreamBody(WriteStream<Buffer> response, Runnable drained) {
    this.response = response;
    response.drainHandler(again -> drained.run());
  }

  @Override
  @SuppressWarnings("FutureReturnValueIgnored") // the close handler is called in any case
  public void open(Buffer blocks) {
    // Also if empty: HTTP/1.0 has no other way to send the head of a body without a length.
    response.write(blocks);
  }

  @Override
  public boolean writable() {
    return unsentBytes < MAX_UNSENT_BYTES && !response.writeQueueFull();
  }

  @Override
  public void write(Update update, SseEvents encoder) {
    write(update.encoded(encoder));
  }

  @Override
  public void write(Buffer blocks) {
    unsent.add(blocks);
    unsentBytes += blocks.length();
  }

  @Override
  @SuppressWarnings("FutureReturnValueIgnored") // the close handler is called in any case
  public void flush() {
    if (!unsent.isEmpty()) {
      response.write(unsent.size() == 1 ? unsent.get(0) : joined());
      unsent.clear();
      unsentBytes = 0;
    }
  }

  private Buffer joined() {
    Buffer joined = Buffer.buffer();
    unsent.forEach(joined::appendBuffer);
    return joined;
  }

  @Override
  @SuppressWarnings("FutureReturnValueIgnored") // the close handler is called in any case
  public void end() {
    response.end();
  }
}
