package io.feedhorn.client;

/** A request that the server refused. */
public final class RequestRefusedException extends ClientException {
  private static final long serialVersionUID = 1L;

  private final String code;

  /**
   * @param code the stable error code of the contract, {@code bad_topic}; {@code HTTP 502} if the
   *     response has none
   * @param response the text of the refusal
   */
  public RequestRefusedException(String code, String response) {
    super("refused with " + code + ": " + Excerpt.of(response), null);
    this.code = code;
  }

  /** Returns the stable error code of the contract, for example {@code bad_topic}. */
  public String code() {
    return code;
  }
}
