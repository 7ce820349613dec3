package io.feedhorn.transport.sse;

import io.feedhorn.model.Update;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.util.ArrayList;
import java.util.List;

/**
 * A body by the public API of Vert.x, whatever the version of HTTP. Owned by its event loop. What
 * one turn has for it is gathered into one write, because each write would be a system call.
 */
final class VertxStreamBody implements StreamBody {
  private final HttpServerResponse response;
  private final List<Buffer> unsent = new ArrayList<>(1);

  VertxStreamBody(HttpServerResponse response, Runnable drained) {
    this.response = response;
    response.drainHandler(again -> drained.run());
  }

  @Override
  @SuppressWarnings("FutureReturnValueIgnored") // the close handler hears of it
  public void open(Buffer blocks) {
    // Without any, too: HTTP/1.0 has no other way to send the head of a body without a length.
    response.write(blocks);
  }

  @Override
  public boolean writable() {
    return !response.writeQueueFull();
  }

  @Override
  public void write(Update update, SseEvents form) {
    unsent.add(update.encoded(form));
  }

  @Override
  public void write(Buffer blocks) {
    unsent.add(blocks);
  }

  @Override
  @SuppressWarnings("FutureReturnValueIgnored") // the close handler hears of it
  public void flush() {
    if (!unsent.isEmpty()) {
      response.write(unsent.size() == 1 ? unsent.get(0) : gathered());
      unsent.clear();
    }
  }

  private Buffer gathered() {
    Buffer gathered = Buffer.buffer();
    unsent.forEach(gathered::appendBuffer);
    return gathered;
  }

  @Override
  @SuppressWarnings("FutureReturnValueIgnored") // the close handler hears of it
  public void end() {
    response.end();
  }
}
