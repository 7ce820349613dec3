package io.feedhorn.model;

/**
 * A request that is refused, with the reason a client is told. The message names what was wrong and
 * what is allowed. It carries no stack trace: a refusal is an answer, not a fault of the server.
 */
public final class FeedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ErrorCode code;
  private final long retryAfterSeconds;

  public FeedException(ErrorCode code, String message) {
    this(code, message, 0);
  }

  /**
   * @param retryAfterSeconds when the same may be asked again; 0 where that is not known
   */
  public FeedException(ErrorCode code, String message, long retryAfterSeconds) {
    super(message, null, false, false);
    this.code = code;
    this.retryAfterSeconds = retryAfterSeconds;
  }

  /** What kind of refusal this is. */
  public ErrorCode code() {
    return code;
  }

  /** When the same may be asked again, in seconds; 0 where that is not known. */
  public long retryAfterSeconds() {
    return retryAfterSeconds;
  }

  /** The message, never null. */
  public String reason() {
    return String.valueOf(getMessage());
  }

  /**
   * What a client may be told of a failure: a refusal itself, anything else as {@code internal}
   * without its details.
   */
  public static FeedException of(Throwable failure) {
    return failure instanceof FeedException exception
        ? exception
        : new FeedException(ErrorCode.INTERNAL, "The server failed to answer; its log says why.");
  }
}
