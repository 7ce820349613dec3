package io.feedhorn.app.cli.feed;

import java.io.PrintWriter;

/** Standard output, flushed after each line. Used by one thread. */
final class Output {
  private final PrintWriter out;

  Output(PrintWriter out) {
    this.out = out;
  }

  /**
   * Prints a line.
   *
   * @throws OutputClosedException if nobody reads the output any more
   */
  void line(String text) {
    out.println(text);
    // Flushes, too.
    if (out.checkError()) {
      throw new OutputClosedException();
    }
  }
}
