package io.feedhorn.app.cli.feed;

/** The end of the process that reads standard output, as in {@code subscribe … | head -1}. */
final class OutputClosedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  OutputClosedException() {
    super("standard output is closed", null, false, false);
  }
}
