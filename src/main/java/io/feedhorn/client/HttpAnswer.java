package io.feedhorn.client;

import io.feedhorn.json.JsonMessage;
import io.vertx.core.MultiMap;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A complete HTTP response. */
public record HttpAnswer(int status, MultiMap headers, String body) {
  /** Returns the body as a JSON object. */
  public JsonMessage json() {
    return ProtocolViolationException.parse(body);
  }

  /** Returns a header field, or null. */
  public @Nullable String header(String name) {
    return headers.get(name);
  }

  /**
   * Returns this response if it has a status.
   *
   * @throws RequestRefusedException if it has another one, with the code of its problem
   */
  public HttpAnswer requireStatus(int expected) {
    if (status == expected) {
      return this;
    }
    String type = String.valueOf(header("Content-Type"));
    String code =
        type.startsWith("application/problem+json") ? json().optionalString("code") : null;
    throw new RequestRefusedException(
        code == null ? "HTTP " + status : code,
        status + " " + body,
        RetryAfter.of(header("Retry-After"), Instant.now()));
  }

  /**
   * Returns the elements of a JSON array in the body, each with the bytes that it has there.
   *
   * @param name the field that has the array
   */
  public List<String> objects(String name) {
    String array = json().raw(name);
    if (array == null || !array.startsWith("[")) {
      throw new ProtocolViolationException("no array '" + name + "' in " + excerpt());
    }
    List<String> objects = JsonMessage.objects(array);
    int from = 0;
    for (String object : objects) {
      int at = body.indexOf(object, from);
      if (at < 0) {
        throw new ProtocolViolationException("white space in an update: " + excerpt());
      }
      from = at + object.length();
    }
    return objects;
  }

  /** Returns the status and the beginning of the body, for error messages. */
  public String excerpt() {
    return status + " " + Excerpt.of(body);
  }
}
