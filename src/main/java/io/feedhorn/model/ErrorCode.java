package io.feedhorn.model;

import java.util.Locale;

/** The stable names of refusals, each with its HTTP status. */
public enum ErrorCode {
  BAD_JSON(400, "Not JSON"),
  BAD_REQUEST(400, "Bad request"),
  BAD_TOPIC(400, "Bad topic"),
  BAD_CURSOR(400, "Bad cursor"),
  UNKNOWN_TYPE(400, "Unknown type"),
  UNAUTHORIZED(401, "Unauthorized"),
  FORBIDDEN(403, "Forbidden"),
  NOT_FOUND(404, "Not found"),
  METHOD_NOT_ALLOWED(405, "Method not allowed"),
  CONFLICT(409, "Conflict"),
  TOO_LARGE(413, "Too large"),
  UNSUPPORTED_TYPE(415, "Unsupported type"),
  TOO_MANY(429, "Too many"),
  RATE_LIMITED(429, "Rate limited"),
  UNAVAILABLE(503, "Unavailable"),
  INTERNAL(500, "Internal error");

  private final int status;
  private final String title;
  private final String wire;

  ErrorCode(int status, String title) {
    this.status = status;
    this.title = title;
    this.wire = name().toLowerCase(Locale.ROOT);
  }

  /** Returns the HTTP status code. */
  public int status() {
    return status;
  }

  /** Returns a short English title, the same for every occurrence (RFC 9457, section 3.1.3). */
  public String title() {
    return title;
  }

  /** Returns the name on the wire, such as {@code bad_topic}. */
  public String wire() {
    return wire;
  }
}
