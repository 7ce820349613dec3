package io.feedhorn.transport.sockjs;

import io.feedhorn.transport.netty.NettyConnection;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.util.concurrent.TimeUnit;

/**
 * One HTTP request whose answer a session writes its frames into. The request belongs to the event
 * loop of its connection and is touched there only; all else is immutable. A session of any event
 * loop may call it.
 *
 * @param context a context of the connection's event loop
 * @param callback the function of the page that takes the frames; empty where there is none
 */
record SockJsResponse(
    Context context, HttpServerRequest request, SockJsHttpTransport form, String callback) {
  private static final long MAX_SECONDS_UNREAD = 5;

  /**
   * Writes a frame.
   *
   * @param first whether nothing was written before
   * @param last whether the answer ends with it
   * @return done on any thread when the connection took it
   */
  Future<Void> write(Buffer block, boolean first, boolean last) {
    Promise<Void> taken = Promise.promise();
    Buffer whole = first ? Buffer.buffer(form.prelude(callback)).appendBuffer(block) : block;
    context.runOnContext(
        hop ->
            (last ? request.response().end(whole) : request.response().write(whole))
                .onComplete(taken));
    return taken.future();
  }

  /**
   * Ends the answer with a last frame. A peer that does not read cannot be told; its connection is
   * cut after a while.
   */
  void end(String frame, boolean first) {
    Future<Void> told = write(block(frame), first, true);
    context.runOnContext(
        hop ->
            context
                .owner()
                .timer(MAX_SECONDS_UNREAD, TimeUnit.SECONDS)
                .onSuccess(
                    late -> {
                      if (!told.isComplete()) {
                        request.connection().close();
                      }
                    }));
  }

  /** Ends the connection where its peer gives no sign of life any more. */
  void beat() {
    context.runOnContext(
        hop -> {
          if (NettyConnection.isUnresponsive(request)) {
            request.connection().close();
          }
        });
  }

  /** A frame in this answer's form. */
  Buffer block(String frame) {
    return block(Buffer.buffer(frame));
  }

  /** A frame in this answer's form; the frame is used up. */
  Buffer block(Buffer frame) {
    return form.block(frame, callback);
  }
}
