package io.feedhorn.conform;

/** The end of a contract check that cannot be decided on this server, with the reason. */
final class CheckSkipped extends RuntimeException {
  private static final long serialVersionUID = 1L;

  CheckSkipped(String reason) {
    super(reason, null, false, false);
  }
}
