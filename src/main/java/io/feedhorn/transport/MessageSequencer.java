package io.feedhorn.transport;

import io.vertx.core.Future;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Processes the messages of one connection one after the other. While one of them waits for a
 * result, later messages wait too, up to a limit. Owned by the connection's event loop, not
 * thread-safe.
 */
public final class MessageSequencer {
  private final int maxBytes;
  private final Runnable onOverflow;
  private @Nullable Deque<WaitingMessage> waiting;
  private int waitingBytes;
  private int pendingResults;
  private boolean closed;

  private record WaitingMessage(int bytes, Runnable handler) {}

  /**
   * @param maxBytes the limit of waiting messages
   * @param onOverflow called once if the limit is exceeded; no message is processed afterwards
   */
  public MessageSequencer(int maxBytes, Runnable onOverflow) {
    this.maxBytes = maxBytes;
    this.onOverflow = onOverflow;
  }

  /** Processes a message, now or after the messages before it. */
  public void submit(int bytes, Runnable handler) {
    if (closed) {
      return;
    }
    if (pendingResults == 0) {
      handler.run();
    } else if (bytes > maxBytes - waitingBytes) {
      close();
      onOverflow.run();
    } else {
      waiting = waiting == null ? new ArrayDeque<>() : waiting;
      waiting.add(new WaitingMessage(bytes, handler));
      waitingBytes += bytes;
    }
  }

  /**
   * Extends the processing of the current message until a result arrives, and until the results
   * arrive that its handlers wait for in turn.
   */
  public void suspendUntil(Future<?> result) {
    if (!result.isComplete()) {
      pendingResults++;
      result.onComplete(done -> resume());
    }
  }

  /**
   * Continues the current message with a result that never fails: at once if it is known, else when
   * it arrives, unless the connection was closed in the meantime.
   */
  public <T extends @Nullable Object> void continueWith(Future<T> result, Consumer<T> next) {
    if (result.isComplete()) {
      next.accept(result.result());
    } else {
      suspendUntil(
          result.onSuccess(
              value -> {
                if (!closed) {
                  next.accept(value);
                }
              }));
    }
  }

  private void resume() {
    pendingResults--;
    while (pendingResults == 0 && waiting != null && !waiting.isEmpty()) {
      WaitingMessage next = waiting.remove();
      waitingBytes -= next.bytes;
      next.handler.run();
    }
  }

  /** Discards all waiting messages, because the connection is closed. */
  public void close() {
    closed = true;
    waiting = null;
    waitingBytes = 0;
  }
}
