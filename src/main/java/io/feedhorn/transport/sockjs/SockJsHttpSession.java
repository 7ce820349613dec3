package io.feedhorn.transport.sockjs;

import io.feedhorn.auth.Permissions;
import io.feedhorn.limits.ClientQuota;
import io.feedhorn.model.DisconnectReason;
import io.feedhorn.transport.LoopContext;
import io.feedhorn.transport.netty.SharedFrame;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A SockJS session over HTTP. The client sends one request after the other, and each {@link
 * SockJsResponse} carries frames up to a number of bytes. Owned by one event loop, not thread-safe;
 * its responses may belong to other event loops.
 */
final class SockJsHttpSession implements BridgeConnection {
  private static final int MAX_UNSENT_BYTES = 64 * 1024;
  private static final long MAX_MILLIS_WITHOUT_REQUEST = 5_000;

  /** Ends a second request, not the session: the SockJS protocol permits one at a time. */
  private static final String STILL_OPEN = "c[2010,\"Another connection still open\"]";

  private final LoopContext loopContext;
  private final Context context;
  private final EventBusBridge bridge;
  private final Runnable onForgotten;
  private final UnsentFrames waiting = new UnsentFrames();
  private int unsentBytes;
  private boolean opened;
  private @Nullable SockJsResponse response;
  private int responseBytes;
  private @Nullable String closeFrame;
  private @Nullable Long timer;

  /**
   * @param onForgotten called when the client has sent no request for a while
   */
  SockJsHttpSession(
      LoopContext loopContext, ClientQuota quota, Permissions permissions, Runnable onForgotten) {
    this.loopContext = loopContext;
    this.context = loopContext.vertx().getOrCreateContext();
    this.onForgotten = onForgotten;
    this.bridge =
        new EventBusBridge(loopContext, quota, this, SockJsTransport.OVER_HTTP, permissions);
  }

  /** Adds a response for frames. A session has one at a time. */
  void attach(SockJsResponse next) {
    if (closeFrame != null) {
      next.end(closeFrame, true);
    } else if (response != null) {
      next.end(STILL_OPEN, true);
    } else {
      stopTimer();
      response = next;
      responseBytes = 0;
      if (!opened) {
        opened = true;
        writeFrame(SockJsFrames.OPEN);
      }
      flush();
    }
  }

  /** Receives messages of the client, and returns true if the session accepted all of them. */
  boolean receive(List<String> messages) {
    for (String message : messages) {
      if (closeFrame != null) {
        return false;
      }
      bridge.receive(message);
    }
    return closeFrame == null;
  }

  /** The connection of a response is gone. Has no effect for a response that is complete. */
  void onConnectionLost(SockJsResponse lost) {
    if (lost.equals(response)) {
      interrupt(lost);
    }
  }

  /** Ends the session, because frames of the response may be lost. */
  private void interrupt(SockJsResponse lost) {
    if (lost.equals(response)) {
      response = null;
    }
    close(DisconnectReason.INTERRUPTED);
  }

  private void writeFrame(String frame) {
    writeFrame(Buffer.buffer(frame), 0);
  }

  private void writeFrame(Buffer frame, int bytes) {
    SockJsResponse to = response;
    if (to == null) {
      return;
    }
    Buffer block = to.block(frame);
    boolean first = responseBytes == 0;
    responseBytes += block.length();
    boolean last = responseBytes >= to.transport().maxBytes();
    if (last) {
      response = null;
      startTimer();
    }
    to.write(block, first, last)
        .onSuccess(written -> context.runOnContext(onLoop -> onSent(bytes)))
        .onFailure(lost -> context.runOnContext(onLoop -> interrupt(to)));
  }

  /** Bytes are not kept for the client any more. */
  private void onSent(int bytes) {
    boolean full = !writable();
    unsentBytes -= bytes;
    if (full && writable()) {
      bridge.drained();
    }
  }

  @Override
  public void beat() {
    if (response != null) {
      response.closeIfUnresponsive();
    }
    if (writable()) {
      writeFrame(SockJsFrames.HEARTBEAT);
    }
  }

  @Override
  public boolean writable() {
    return unsentBytes < MAX_UNSENT_BYTES;
  }

  @Override
  public BridgeUpdateEncoder.Framing framing() {
    return BridgeUpdateEncoder.Framing.SOCKJS_STRING;
  }

  @Override
  public void write(SharedFrame update, BridgeSubscription subscription) {
    keep(update.buffer(), subscription);
  }

  private void keep(Buffer string, @Nullable BridgeSubscription subscription) {
    if (closeFrame == null) {
      waiting.add(string, subscription);
      unsentBytes += string.length();
    }
  }

  @Override
  public void drop(BridgeSubscription ended) {
    onSent(waiting.drop(ended));
  }

  @Override
  public void flush() {
    if (response != null && !waiting.isEmpty()) {
      int bytes = waiting.bytes();
      writeFrame(waiting.take(), bytes);
    }
  }

  /** Sends a message. A client that sends requests and does not read the answers is closed. */
  @Override
  public void send(String message) {
    keep(SockJsFrames.string(message), null);
    flush();
    if (unsentBytes > loopContext.limits().backlogBytes()) {
      close(DisconnectReason.TOO_SLOW);
    }
  }

  /** Closes the session. Later requests get the close frame until none came for 5 s. */
  void close(DisconnectReason reason) {
    bridge.session().close(reason);
  }

  @Override
  public void disconnect(DisconnectReason reason, String text) {
    String last = SockJsFrames.close(reason.closeCode(), text);
    closeFrame = last;
    waiting.clear();
    if (response != null) {
      SockJsResponse to = response;
      response = null;
      to.end(last, responseBytes == 0);
    }
    startTimer();
    bridge.session().closed();
  }

  private void startTimer() {
    stopTimer();
    timer = loopContext.vertx().setTimer(MAX_MILLIS_WITHOUT_REQUEST, expired -> forget());
  }

  private void stopTimer() {
    if (timer != null) {
      loopContext.vertx().cancelTimer(timer);
      timer = null;
    }
  }

  private void forget() {
    close(DisconnectReason.INTERRUPTED);
    stopTimer();
    onForgotten.run();
  }
}
