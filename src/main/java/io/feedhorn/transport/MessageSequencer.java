package io.feedhorn.transport;

import io.vertx.core.Future;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Lets the messages of one connection through one after the other. While one of them waits for an
 * answer from elsewhere, those behind it wait too, up to a bound. Owned by the connection's event
 * loop, not thread-safe.
 */
public final class MessageSequencer {
  private final int mostBytes;
  private final Runnable overflow;
  private final Deque<Held> held = new ArrayDeque<>(0);
  private int heldBytes;
  private int waitedFor;
  private boolean closed;

  private record Held(int bytes, Runnable message) {}

  /**
   * @param mostBytes what may wait
   * @param overflow called once where more comes; nothing goes through from then on
   */
  public MessageSequencer(int mostBytes, Runnable overflow) {
    this.mostBytes = mostBytes;
    this.overflow = overflow;
  }

  /** Lets a message through, now or after those before it. */
  public void submit(int bytes, Runnable message) {
    if (closed) {
      return;
    }
    if (waitedFor == 0) {
      message.run();
    } else if (bytes > mostBytes - heldBytes) {
      close();
      overflow.run();
    } else {
      held.add(new Held(bytes, message));
      heldBytes += bytes;
    }
  }

  /**
   * The message that is going through is not done before this is, nor before what its handlers wait
   * for in turn.
   */
  public void suspendUntil(Future<?> answer) {
    if (!answer.isComplete()) {
      waitedFor++;
      answer.onComplete(done -> goOn());
    }
  }

  private void goOn() {
    waitedFor--;
    while (waitedFor == 0 && !held.isEmpty()) {
      Held next = held.remove();
      heldBytes -= next.bytes;
      next.message.run();
    }
  }

  /** Returns true if nothing goes through any more. */
  public boolean isClosed() {
    return closed;
  }

  /** The connection is gone, and what waited with it. */
  public void close() {
    closed = true;
    held.clear();
    heldBytes = 0;
  }
}
