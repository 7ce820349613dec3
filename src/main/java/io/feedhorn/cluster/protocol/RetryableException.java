package io.feedhorn.cluster.protocol;

/**
 * The failure of a request that was not processed, or whose outcome is unknown. The sender repeats
 * it.
 */
public final class RetryableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public RetryableException(String message) {
    super(message, null, false, false);
  }
}
