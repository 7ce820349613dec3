package io.feedhorn.source;

/** An invalid expression, or a message to which a mapping does not apply. */
public final class MappingException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public MappingException(String message) {
    super(message);
  }

  /** Returns the message. */
  public String reason() {
    return String.valueOf(getMessage());
  }
}
