package io.feedhorn.model;

/**
 * The refusal of a request. Its message is sent to the client, and names what was wrong and what is
 * allowed. It has no stack trace, because a refusal is not a fault of the server.
 */
public final class FeedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ErrorCode code;
  private final long retryAfterSeconds;

  public FeedException(ErrorCode code, String message) {
    this(code, message, 0);
  }

  /**
   * @param retryAfterSeconds the time after which the request may be repeated; 0 if unknown
   */
  public FeedException(ErrorCode code, String message, long retryAfterSeconds) {
    super(message, null, false, false);
    this.code = code;
    this.retryAfterSeconds = retryAfterSeconds;
  }

  /** Returns the kind of refusal. */
  public ErrorCode code() {
    return code;
  }

  /** Returns the time after which the request may be repeated, in seconds; 0 if unknown. */
  public long retryAfterSeconds() {
    return retryAfterSeconds;
  }

  /** Returns the message, never null. */
  public String reason() {
    return String.valueOf(getMessage());
  }

  /**
   * Returns the refusal for a failure: a refusal itself; for any other failure {@code internal},
   * without details.
   */
  public static FeedException of(Throwable failure) {
    return failure instanceof FeedException exception
        ? exception
        : new FeedException(
            ErrorCode.INTERNAL,
            "The server failed to process the request; its log has the reason.");
  }
}
