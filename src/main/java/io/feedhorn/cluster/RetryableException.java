package io.feedhorn.cluster;

/** A parcel was not taken here, or nobody knows whether it was: it is sent again. */
final class RetryableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  RetryableException(String message) {
    super(message, null, false, false);
  }
}
