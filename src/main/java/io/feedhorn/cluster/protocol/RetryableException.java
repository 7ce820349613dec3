package io.feedhorn.cluster.protocol;

/** A request was not processed, or its outcome is unknown. The sender repeats it. */
public final class RetryableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public RetryableException(String message) {
    super(message, null, false, false);
  }
}
