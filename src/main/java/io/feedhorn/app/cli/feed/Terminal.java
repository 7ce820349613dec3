package io.feedhorn.app.cli.feed;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.util.concurrent.TimeUnit;

/** The terminal of this process. Java cannot tell which of its three streams are on it. */
final class Terminal {
  private static final int STANDARD_OUTPUT = 1;
  private static final int STANDARD_ERROR = 2;
  private static final long TIMEOUT_SECONDS = 5;

  private Terminal() {}

  /** Returns true if a person sees standard output. */
  static boolean isOutput() {
    return isTerminal(STANDARD_OUTPUT);
  }

  /** Returns true if a person sees standard error. */
  static boolean isError() {
    return isTerminal(STANDARD_ERROR);
  }

  /** Asks {@code test} of POSIX, with the streams of this process; false where it is missing. */
  private static boolean isTerminal(int descriptor) {
    try {
      Process test =
          new ProcessBuilder("test", "-t", Integer.toString(descriptor))
              .redirectInput(Redirect.INHERIT)
              .redirectOutput(Redirect.INHERIT)
              .redirectError(Redirect.INHERIT)
              .start();
      return test.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS) && test.exitValue() == 0;
    } catch (IOException unknown) {
      return false;
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
