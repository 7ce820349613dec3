package io.feedhorn.bench;

import java.util.concurrent.TimeUnit;

/** Ends of processes. */
final class Processes {
  private static final int EXIT_TIMEOUT_SECONDS = 5;

  private Processes() {}

  /** Waits for the end of a process that was told to; kills it where it does not come. */
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
