package io.feedhorn.client;

import io.feedhorn.json.JsonMessage;
import io.feedhorn.model.FeedException;
import java.time.Duration;

/** A request that the server refused, or a connection that it closed for good. */
public final class RequestRefusedException extends ClientException {
  private static final long serialVersionUID = 1L;

  private final String code;
  private final String response;
  private final Duration retryAfter;

  /**
   * @param code the stable error code of the contract, {@code bad_topic}; {@code HTTP 502} if the
   *     response has none; {@code closed} for a connection
   * @param response the text of the refusal
   */
  public RequestRefusedException(String code, String response) {
    this(code, response, Duration.ZERO);
  }

  /**
   * @param retryAfter the time after which the server asks to try again; zero if it does not
   */
  public RequestRefusedException(String code, String response, Duration retryAfter) {
    super("refused with " + code + ": " + Excerpt.of(response), null);
    this.code = code;
    this.response = response;
    this.retryAfter = retryAfter;
  }

  /** Returns the time after which the server asks to try again; zero if it does not ask. */
  public Duration retryAfter() {
    return retryAfter;
  }

  /** Returns the stable error code of the contract, for example {@code bad_topic}. */
  public String code() {
    return code;
  }

  /** Returns the sentence of the server that says what is wrong; the whole response if none. */
  public String detail() {
    int object = response.indexOf('{');
    if (object >= 0) {
      try {
        JsonMessage problem = JsonMessage.parse(response.substring(object));
        String detail = problem.optionalString("detail");
        String message = detail == null ? problem.optionalString("message") : detail;
        return message == null ? Excerpt.of(response) : message;
      } catch (FeedException notJson) {
        // The beginning of the response, below.
      }
    }
    return Excerpt.of(response).lines().findFirst().orElse("");
  }
}
