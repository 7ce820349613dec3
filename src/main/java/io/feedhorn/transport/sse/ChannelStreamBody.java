package io.feedhorn.transport.sse;

import io.feedhorn.model.Update;
import io.feedhorn.transport.netty.NettyConnection;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import org.jspecify.annotations.Nullable;

/**
 * A body of HTTP/1.1: chunks that were made once are written below Vert.x, as they are. Owned by
 * its event loop. It takes no update before the head is out, which goes by Vert.x's own queue.
 */
final class ChannelStreamBody implements StreamBody {
  private final HttpServerRequest request;
  private final Runnable drained;
  private final Buffer early = Buffer.buffer();
  private @Nullable NettyConnection connection;

  ChannelStreamBody(HttpServerRequest request, Runnable drained) {
    this.request = request;
    this.drained = drained;
  }

  @Override
  public void open(Buffer blocks) {
    HttpServerResponse response = request.response();
    Future<Void> sent = blocks.length() == 0 ? response.writeHead() : response.write(blocks);
    sent.onSuccess(done -> headSent());
  }

  private void headSent() {
    if (!request.response().closed()) {
      connection = NettyConnection.under(request, drained::run);
      if (early.length() > 0) {
        write(early);
        flush();
      }
      drained.run();
    }
  }

  @Override
  public boolean writable() {
    return connection != null && connection.writable();
  }

  @Override
  public boolean isForsaken() {
    return connection != null && connection.isUnresponsive();
  }

  @Override
  public void write(Update update, SseEvents form) {
    if (connection != null) {
      connection.write(update.encoded(ChunkedSseEvents.of(form)));
    }
  }

  @Override
  public void write(Buffer blocks) {
    if (connection != null) {
      connection.write(HttpChunk.of(blocks));
    } else {
      early.appendBuffer(blocks);
    }
  }

  @Override
  public void flush() {
    if (connection != null) {
      connection.flush();
    }
  }

  @Override
  @SuppressWarnings("FutureReturnValueIgnored") // the close handler hears of it
  public void end() {
    NettyConnection written = connection;
    if (written == null) {
      request.response().end();
    } else {
      written.abortAfterTimeout();
      request.response().end().onSuccess(sent -> written.detach());
    }
  }
}
