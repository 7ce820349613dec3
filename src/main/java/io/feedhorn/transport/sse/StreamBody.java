package io.feedhorn.transport.sse;

import io.feedhorn.model.Update;
import io.feedhorn.transport.netty.NettyConnection;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;

/** The body of an event stream. Every call is on its event loop. */
interface StreamBody {
  /**
   * Returns the body of the response to a request.
   *
   * @param gzip true if the body is a gzip stream
   * @param drained called when the body accepts more data again
   */
  static StreamBody of(HttpServerRequest request, boolean gzip, Runnable drained) {
    StreamBody body =
        NettyConnection.carriesChunks(request)
            ? new ChannelStreamBody(request, drained)
            : VertxStreamBody.of(request, drained);
    return gzip ? new GzipStreamBody(body) : body;
  }

  /**
   * Sends the head of the response immediately.
   *
   * @param blocks sent with it; may be empty
   */
  void open(Buffer blocks);

  /** Returns true if it accepts more data without keeping it in memory. */
  boolean writable();

  /** Writes an update, encoded once for all streams; the next flush sends it. */
  void write(Update update, SseEvents encoder);

  /** Writes blocks of this stream alone, if writable or not; the next flush sends them. */
  void write(Buffer blocks);

  void flush();

  /** Returns true if the peer does not respond any more, as far as the transport knows. */
  default boolean isUnresponsive() {
    return false;
  }

  /** Ends the body. If the peer does not read, its connection is aborted after a timeout. */
  void end();
}
