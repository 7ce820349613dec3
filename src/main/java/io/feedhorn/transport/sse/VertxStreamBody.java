package io.feedhorn.transport.sse;

import io.feedhorn.model.Update;
import io.feedhorn.transport.netty.PeerProbe;
import io.feedhorn.transport.netty.WriteTimeout;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.streams.WriteStream;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * A body that uses the public API of Vert.x only, for any version of HTTP. Owned by its event loop.
 * All blocks between two flushes become one write, because each write is a system call; not
 * writable while they are as large as the queue of the response.
 */
final class VertxStreamBody implements StreamBody {
  private static final int MAX_UNSENT_BYTES = 64 * 1024;

  private final WriteStream<Buffer> response;
  private final WriteTimeout timeout;
  private final BooleanSupplier unresponsive;
  private final List<Buffer> unsent = new ArrayList<>(1);
  private int unsentBytes;

  /**
   * @param drained called when the body accepts more data again
   * @param timeout ends a response that has ended and is not read
   * @param unresponsive returns true if the peer does not respond any more
   */
  VertxStreamBody(
      WriteStream<Buffer> response,
      Runnable drained,
      WriteTimeout timeout,
      BooleanSupplier unresponsive) {
    this.response = response;
    this.timeout = timeout;
    this.unresponsive = unresponsive;
    response.drainHandler(again -> drained.run());
  }

  static VertxStreamBody of(HttpServerRequest request, Runnable drained) {
    HttpConnection connection = request.connection();
    return new VertxStreamBody(
        request.response(),
        drained,
        WriteTimeout.of(request, WriteTimeout.OF_END),
        () -> PeerProbe.isUnresponsive(connection));
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
  public boolean isUnresponsive() {
    return unresponsive.getAsBoolean();
  }

  /** Ends the body. What waits is sent before the end, unless the peer does not read it. */
  @Override
  public void end() {
    timeout.restartUntil(response.end());
  }
}
