package io.feedhorn.conform;

/** A claim that cannot be checked here, with the reason. */
final class CheckSkipped extends RuntimeException {
  private static final long serialVersionUID = 1L;

  CheckSkipped(String reason) {
    super(reason, null, false, false);
  }
}
