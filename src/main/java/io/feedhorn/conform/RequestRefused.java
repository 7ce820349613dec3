package io.feedhorn.conform;

/** A request that the server refused. */
final class RequestRefused extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String code;

  /**
   * @param code the stable code, {@code bad_topic}
   */
  RequestRefused(String code, String answer) {
    super("refused with " + code + ": " + CheckFailed.shown(answer), null, false, false);
    this.code = code;
  }

  String code() {
    return code;
  }
}
