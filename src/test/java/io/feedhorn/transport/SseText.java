package io.feedhorn.transport;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A parser of event streams (WHATWG HTML, section 9.2.6). Returns comments and {@code retry} lines,
 * too. A block without data is an error: some libraries ignore its {@code id:}, others deliver an
 * empty message.
 */
public final class SseText {
  /** The type of a block that moves the id only. */
  static final String CURSOR = "cursor";

  /** The type of a comment line. */
  static final String COMMENT = ":";

  /** The type of a {@code retry} line. */
  static final String RETRY = "retry";

  private final InputStream in;
  private final List<String> data = new ArrayList<>();
  private String type = "";
  private @Nullable String idBuffer;
  private String lastEventId = "";

  public record Event(String type, String data, String lastEventId) {}

  public SseText(InputStream in) {
    this.in = in;
  }

  /** Returns the next event; null at the end of the stream. An unfinished block is discarded. */
  @Nullable
  public Event next() {
    while (true) {
      String line = line();
      if (line == null) {
        return null;
      }
      Event event = line.isEmpty() ? dispatch() : field(line);
      if (event != null) {
        return event;
      }
    }
  }

  private Event dispatch() {
    if (data.isEmpty()) {
      throw new AssertionError("a block without data, of type '" + type + "', id " + idBuffer);
    }
    lastEventId = idBuffer == null ? lastEventId : idBuffer;
    Event event =
        new Event(type.isEmpty() ? "message" : type, String.join("\n", data), lastEventId);
    data.clear();
    type = "";
    return event;
  }

  private @Nullable Event field(String line) {
    int colon = line.indexOf(':');
    String name = colon < 0 ? line : line.substring(0, colon);
    String rest = colon < 0 ? "" : line.substring(colon + 1);
    String value = rest.startsWith(" ") ? rest.substring(1) : rest;
    switch (name) {
      case "" -> {
        return new Event(COMMENT, value, lastEventId);
      }
      case "event" -> type = value;
      case "data" -> data.add(value);
      case "id" -> idBuffer = value.indexOf('\0') < 0 ? value : idBuffer;
      case "retry" -> {
        return new Event(RETRY, value, lastEventId);
      }
      default -> throw new AssertionError("an unknown field: " + line);
    }
    return null;
  }

  private @Nullable String line() {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    try {
      int next = in.read();
      while (next >= 0 && next != '\n') {
        line.write(next);
        next = in.read();
      }
      return next < 0 ? null : line.toString(StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
