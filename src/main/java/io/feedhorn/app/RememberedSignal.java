package io.feedhorn.app;

import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A signal that may come before its action can run: it is remembered until then. Signals that wait
 * run the action once. Safe on any thread.
 */
final class RememberedSignal implements Runnable {
  private final AtomicBoolean waiting = new AtomicBoolean();
  private volatile @Nullable Runnable action;

  /** Receives a signal. */
  @Override
  public void run() {
    waiting.set(true);
    act();
  }

  /** Sets the action of each signal, and runs it if a signal waits. */
  void setAction(Runnable runnable) {
    action = runnable;
    act();
  }

  private void act() {
    Runnable runnable = action;
    if (runnable != null && waiting.getAndSet(false)) {
      runnable.run();
    }
  }
}
