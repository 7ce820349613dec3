package io.feedhorn.transport.sockjs;

import io.feedhorn.transport.Edge;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.handler.sockjs.SockJSSocket;
import java.util.function.Consumer;

/**
 * The bridge over SockJS. Owned by its event loop. SockJS's own queue has no bound that can be
 * asked for, so what was written and not yet taken by the transport is counted here.
 */
final class SockJsLink implements Link {
  private static final int MOST_UNTAKEN_BYTES = 64 * 1024;

  private final SockJSSocket socket;
  private final Bridge bridge;
  private final Context context;
  private final Thread owner = Thread.currentThread();
  private int untakenBytes;

  SockJsLink(Edge edge, SockJSSocket socket, Consumer<SockJsLink> atTheEnd) {
    this.socket = socket;
    this.context = edge.vertx().getOrCreateContext();
    this.bridge = new Bridge(edge, this, "sockjs");
    socket.handler(message -> onOwnLoop(() -> bridge.receive(message)));
    socket.exceptionHandler(failure -> {});
    socket.closeHandler(
        closed ->
            onOwnLoop(
                () -> {
                  bridge.closed();
                  atTheEnd.accept(this);
                }));
  }

  /** The requests of one session may come by connections of several event loops. */
  private void onOwnLoop(Runnable action) {
    if (Thread.currentThread() == owner) {
      action.run();
    } else {
      context.runOnContext(hop -> action.run());
    }
  }

  @Override
  public boolean writable() {
    return untakenBytes < MOST_UNTAKEN_BYTES;
  }

  @Override
  public boolean framed() {
    return false;
  }

  @Override
  public void write(Buffer update) {
    untakenBytes += update.length();
    socket.write(update).onComplete(written -> onOwnLoop(() -> taken(update.length())));
  }

  private void taken(int bytes) {
    boolean full = !writable();
    untakenBytes -= bytes;
    if (full && writable()) {
      bridge.drained();
    }
  }

  @Override
  public void flush() {}

  @Override
  public void send(String message) {
    socket.write(Buffer.buffer(message));
  }

  @Override
  public void close(short code, String reason) {
    socket.close(code, reason);
  }
}
