package io.feedhorn.transport.sse;

import io.feedhorn.model.Update;
import io.feedhorn.transport.netty.NettyConnection;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;

/** The body of a response that never ends, as an event stream writes it. On its event loop. */
interface StreamBody {
  /**
   * The body of the response to a request.
   *
   * @param drained called when it takes more again
   */
  static StreamBody of(HttpServerRequest request, Runnable drained) {
    return NettyConnection.carriesChunks(request)
        ? new ChannelStreamBody(request, drained)
        : new VertxStreamBody(request.response(), drained);
  }

  /**
   * Sends the head of the response now.
   *
   * @param blocks sent with it; may be empty
   */
  void open(Buffer blocks);

  /** Whether it takes more without keeping it in memory. */
  boolean writable();

  /** Writes an update in one of its forms, shared with other streams; goes out with a flush. */
  void write(Update update, SseEvents form);

  /** Writes what is for this stream alone, writable or not; goes out with a flush. */
  void write(Buffer blocks);

  void flush();

  /** Whether the peer gives no sign of life any more. */
  default boolean isForsaken() {
    return false;
  }

  /** Ends the body. A peer that does not read is cut after a while. */
  void end();
}
