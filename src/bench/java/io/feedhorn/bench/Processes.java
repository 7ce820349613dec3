package io.feedhorn.bench;

import java.util.concurrent.TimeUnit;

/** Waiting for processes. */
final class Processes {
  private static final int EXIT_TIMEOUT_SECONDS = 5;

  private Processes() {}

  /** Waits until a process that was asked to stop has exited, and kills it after a timeout. */
  static void awaitExitOrKill(Process process) {
    try {
      if (!process.waitFor(EXIT_TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException stop) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
