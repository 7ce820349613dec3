package io.feedhorn.client;

import io.feedhorn.json.JsonMessage;
import io.feedhorn.model.FeedException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Data from the server that breaks the wire contract, with the data as evidence. */
public final class ProtocolViolationException extends ClientException {
  private static final long serialVersionUID = 1L;

  public ProtocolViolationException(String evidence) {
    super(evidence, null);
  }

  static void require(boolean condition, String evidence) {
    if (!condition) {
      throw new ProtocolViolationException(evidence);
    }
  }

  static void requireEqual(String subject, @Nullable Object expected, @Nullable Object actual) {
    require(
        Objects.equals(expected, actual),
        subject + ": expected " + Excerpt.of(expected) + ", but it was " + Excerpt.of(actual));
  }

  /** Parses a JSON object that the server sent. */
  static JsonMessage parse(String text) {
    try {
      return JsonMessage.parse(text);
    } catch (FeedException malformed) {
      throw new ProtocolViolationException("not a JSON object: " + Excerpt.of(text));
    }
  }
}
