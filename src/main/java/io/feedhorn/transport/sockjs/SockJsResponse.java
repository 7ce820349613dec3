package io.feedhorn.transport.sockjs;

import io.feedhorn.transport.netty.PeerProbe;
import io.feedhorn.transport.netty.WriteTimeout;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;

/**
 * An HTTP response into which a session writes frames. The request belongs to the event loop of its
 * connection and is used there only; all else is immutable. A session of any event loop may call
 * the methods.
 *
 * @param context a context of the connection's event loop
 * @param callback the function of the page that receives the frames; empty if there is none
 */
record SockJsResponse(
    Context context, HttpServerRequest request, SockJsHttpTransport transport, String callback) {
  /**
   * Writes a frame.
   *
   * @param first true if nothing was written before
   * @param last true if the response ends with the frame
   * @return completes on any thread when the connection has accepted the frame
   */
  Future<Void> write(Buffer block, boolean first, boolean last) {
    Promise<Void> written = Promise.promise();
    Buffer bytes = first ? Buffer.buffer(transport.prelude(callback)).appendBuffer(block) : block;
    context.runOnContext(
        onLoop ->
            (last ? request.response().end(bytes) : request.response().write(bytes))
                .onComplete(written));
    return written.future();
  }

  /**
   * Ends the response with a last frame. If the peer does not read, the frame cannot be sent, and
   * the response is aborted after 5 s.
   */
  void end(String frame, boolean first) {
    Future<Void> written = write(block(frame), first, true);
    context.runOnContext(
        onLoop -> WriteTimeout.of(request, WriteTimeout.OF_END).restartUntil(written));
  }

  /** Closes the connection if its peer does not respond any more. */
  void closeIfUnresponsive() {
    context.runOnContext(
        onLoop -> {
          if (PeerProbe.isUnresponsive(request.connection())) {
            WriteTimeout.abort(request.connection());
          }
        });
  }

  /** Returns a frame in the format of the transport. */
  Buffer block(String frame) {
    return block(Buffer.buffer(frame));
  }

  /** Returns a frame in the format of the transport. The given buffer may be changed. */
  Buffer block(Buffer frame) {
    return transport.block(frame, callback);
  }
}
