package io.feedhorn.transport.sse;

import io.feedhorn.model.Update;
import io.feedhorn.transport.netty.NettyConnection;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import org.jspecify.annotations.Nullable;

/**
 * A body of HTTP/1.1 whose chunks are encoded once for all streams and written directly to the
 * channel. Owned by its event loop. Not writable until the head is sent, because Vert.x sends the
 * head through a queue of its own.
 */
final class ChannelStreamBody implements StreamBody {
  private final HttpServerResponse response;
  private final HttpConnection http;
  private final Runnable drained;
  private @Nullable Buffer beforeHead;
  private @Nullable NettyConnection connection;

  ChannelStreamBody(HttpServerRequest request, Runnable drained) {
    // Not the request: that of the router would keep what the router needed.
    this.response = request.response();
    this.http = request.connection();
    this.drained = drained;
  }

  @Override
  public void open(Buffer blocks) {
    Future<Void> sent = blocks.length() == 0 ? response.writeHead() : response.write(blocks);
    sent.onSuccess(done -> headSent());
  }

  private void headSent() {
    if (!response.closed() && !response.ended()) {
      connection = NettyConnection.under(http, drained::run);
      response.headers().clear(); // they are sent
      Buffer blocks = beforeHead;
      if (blocks != null) {
        beforeHead = null;
        write(blocks);
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
  public boolean isUnresponsive() {
    return connection != null && connection.isUnresponsive();
  }

  @Override
  public void write(Update update, SseEvents encoder) {
    if (connection != null) {
      connection.write(update.encoded(ChunkedSseEvents.of(encoder)));
    }
  }

  @Override
  public void write(Buffer blocks) {
    if (connection != null) {
      connection.write(HttpChunk.of(blocks));
    } else {
      beforeHead = beforeHead == null ? Buffer.buffer() : beforeHead;
      beforeHead.appendBuffer(blocks);
    }
  }

  @Override
  public void flush() {
    if (connection != null) {
      connection.flush();
    }
  }

  @Override
  @SuppressWarnings("FutureReturnValueIgnored") // the close handler is called in any case
  public void end() {
    NettyConnection channel = connection;
    if (channel == null) {
      response.end(beforeHead == null ? Buffer.buffer() : beforeHead);
    } else {
      channel.abortAfterTimeout();
      response.end().onSuccess(sent -> channel.detach());
    }
  }
}
