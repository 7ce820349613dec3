package io.feedhorn.transport.sockjs;

import io.feedhorn.auth.Permissions;
import io.feedhorn.limits.ClientQuota;
import io.feedhorn.transport.HeartbeatTimer;
import io.feedhorn.transport.LoopContext;
import io.feedhorn.transport.netty.SharedFrame;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A SockJS session over HTTP: the client asks again and again, and each {@link SockJsResponse}
 * carries frames until it has carried enough. Owned by one event loop, not thread-safe; its answers
 * may belong to others.
 */
final class SockJsHttpSession implements BridgeConnection, HeartbeatTimer.HeartbeatListener {
  private static final int MAX_UNTAKEN_BYTES = 64 * 1024;
  private static final long MAX_MILLIS_UNASKED = 5_000;
  private static final short TOO_SLOW = 4200;
  private static final short INTERRUPTED = 1002;
  private static final String INTERRUPTION = "Connection interrupted";
  private static final String STILL_OPEN = "c[2010,\"Another connection still open\"]";

  private final LoopContext loopContext;
  private final Context context;
  private final EventBusBridge bridge;
  private final Runnable atTheEnd;
  private final UnsentFrames waiting = new UnsentFrames();
  private int untakenBytes;
  private boolean opened;
  private @Nullable SockJsResponse answer;
  private int answered;
  private @Nullable String goodbye;
  private @Nullable Long timer;

  /**
   * @param atTheEnd forgets the session
   */
  SockJsHttpSession(
      LoopContext loopContext, ClientQuota quota, Permissions permissions, Runnable atTheEnd) {
    this.loopContext = loopContext;
    this.context = loopContext.vertx().getOrCreateContext();
    this.atTheEnd = atTheEnd;
    this.bridge =
        new EventBusBridge(loopContext, quota, this, SockJsTransport.OVER_HTTP, permissions);
    loopContext.heartbeat().add(this);
  }

  /** The client asks for frames. It may ask once at a time. */
  void attach(SockJsResponse next) {
    if (goodbye != null) {
      next.end(goodbye, true);
    } else if (answer != null) {
      next.end(STILL_OPEN, true);
    } else {
      stopTimer();
      answer = next;
      answered = 0;
      if (!opened) {
        opened = true;
        hand(SockJsFrames.OPEN);
      }
      flush();
    }
  }

  /** Messages of the client; whether the session took all of them. */
  boolean receive(List<String> messages) {
    for (String message : messages) {
      if (goodbye != null) {
        return false;
      }
      bridge.receive(message);
    }
    return goodbye == null;
  }

  /** The connection of an answer is gone. One that was written to its end is none of ours. */
  void lost(SockJsResponse gone) {
    if (gone.equals(answer)) {
      interrupted(gone);
    }
  }

  /** What the answer carried may be lost, so the session is over. */
  private void interrupted(SockJsResponse gone) {
    if (gone.equals(answer)) {
      answer = null;
    }
    close(INTERRUPTED, INTERRUPTION);
  }

  private void hand(String frame) {
    hand(Buffer.buffer(frame), 0);
  }

  private void hand(Buffer frame, int bytes) {
    SockJsResponse to = answer;
    if (to == null) {
      return;
    }
    Buffer block = to.block(frame);
    boolean first = answered == 0;
    answered += block.length();
    boolean last = answered >= to.form().mostBytes();
    if (last) {
      answer = null;
      startTimer();
    }
    to.write(block, first, last)
        .onSuccess(taken -> context.runOnContext(hop -> taken(bytes)))
        .onFailure(lost -> context.runOnContext(hop -> interrupted(to)));
  }

  /** Bytes that are not kept for the client any more. */
  private void taken(int bytes) {
    boolean full = !writable();
    untakenBytes -= bytes;
    if (full && writable()) {
      bridge.drained();
    }
  }

  @Override
  public void beat() {
    if (answer != null) {
      answer.beat();
    }
    if (writable()) {
      hand(SockJsFrames.HEARTBEAT);
    }
  }

  @Override
  public boolean writable() {
    return untakenBytes < MAX_UNTAKEN_BYTES;
  }

  @Override
  public BridgeUpdateEncoder.Framing shape() {
    return BridgeUpdateEncoder.Framing.SOCKJS_STRING;
  }

  @Override
  public void write(SharedFrame update, BridgeSubscription of) {
    keep(update.buffer(), of);
  }

  private void keep(Buffer string, @Nullable BridgeSubscription of) {
    if (goodbye == null) {
      waiting.add(string, of);
      untakenBytes += string.length();
    }
  }

  @Override
  public void forget(BridgeSubscription ended) {
    taken(waiting.forget(ended));
  }

  @Override
  public void flush() {
    if (answer != null && !waiting.isEmpty()) {
      int bytes = waiting.bytes();
      hand(waiting.take(), bytes);
    }
  }

  /** Who asks much and takes no answers is not kept. */
  @Override
  public void send(String message) {
    keep(SockJsFrames.string(message), null);
    flush();
    if (untakenBytes > loopContext.limits().backlogBytes()) {
      close(TOO_SLOW, "too slow; resume from the cursor");
    }
  }

  /** Until the client was silent for a while, it is told why whenever it asks. */
  @Override
  public void close(short code, String reason) {
    if (goodbye != null) {
      return;
    }
    String last = SockJsFrames.close(code, reason);
    goodbye = last;
    waiting.clear();
    loopContext.heartbeat().remove(this);
    bridge.closed();
    if (answer != null) {
      SockJsResponse to = answer;
      answer = null;
      to.end(last, answered == 0);
    }
    startTimer();
  }

  private void startTimer() {
    stopTimer();
    timer = loopContext.vertx().setTimer(MAX_MILLIS_UNASKED, late -> end());
  }

  private void stopTimer() {
    if (timer != null) {
      loopContext.vertx().cancelTimer(timer);
      timer = null;
    }
  }

  private void end() {
    timer = null;
    if (goodbye == null) {
      goodbye = SockJsFrames.close(INTERRUPTED, INTERRUPTION);
      loopContext.heartbeat().remove(this);
      bridge.closed();
    }
    atTheEnd.run();
  }
}
