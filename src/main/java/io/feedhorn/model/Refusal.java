package io.feedhorn.model;

/**
 * A request that is refused, with the reason a client is told. The message names what was wrong and
 * what is allowed. It carries no stack trace: a refusal is an answer, not a fault of the server.
 */
public final class Refusal extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final Code code;

  public Refusal(Code code, String message) {
    super(message, null, false, false);
    this.code = code;
  }

  /** What kind of refusal this is. */
  public Code code() {
    return code;
  }

  /** The message, never null. */
  public String reason() {
    return String.valueOf(getMessage());
  }

  /**
   * What a client may be told of a failure: a refusal itself, anything else as {@code internal}
   * without its details.
   */
  public static Refusal of(Throwable failure) {
    return failure instanceof Refusal refusal
        ? refusal
        : new Refusal(Code.INTERNAL, "The server failed to answer; its log says why.");
  }
}
