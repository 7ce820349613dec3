package io.feedhorn.conform;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.parsetools.RecordParser;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads an event stream by the letter of WHATWG HTML, section 9.2.6. Confined to the event loop
 * that the stream comes by. Told beside the events are a block without data, which fires no event,
 * with an empty type; a comment, with the type {@code :}; and a {@code retry} line.
 */
final class SseParser {
  static final String WITHOUT_DATA = "";
  static final String COMMENT = ":";
  static final String RETRY = "retry";

  private final Consumer<Event> events;
  private final RecordParser lines = RecordParser.newDelimited("\n", this::line);
  private final List<String> data = new ArrayList<>();
  private String type = "";
  private @Nullable String idBuffer;
  private String lastEventId = "";

  /**
   * @param id the last event id, once the event was dispatched
   */
  record Event(String type, String data, String id) {}

  SseParser(Consumer<Event> events) {
    this.events = events;
  }

  void read(Buffer chunk) {
    lines.handle(chunk);
  }

  private void line(Buffer bytes) {
    String line = bytes.toString();
    if (line.endsWith("\r")) {
      line = line.substring(0, line.length() - 1);
    }
    if (line.isEmpty()) {
      dispatch();
    } else {
      field(line);
    }
  }

  private void dispatch() {
    lastEventId = idBuffer == null ? lastEventId : idBuffer;
    String told = data.isEmpty() ? WITHOUT_DATA : type.isEmpty() ? "message" : type;
    events.accept(new Event(told, String.join("\n", data), lastEventId));
    data.clear();
    type = "";
  }

  private void field(String line) {
    int colon = line.indexOf(':');
    String name = colon < 0 ? line : line.substring(0, colon);
    String rest = colon < 0 ? "" : line.substring(colon + 1);
    String value = rest.startsWith(" ") ? rest.substring(1) : rest;
    switch (name) {
      case "" -> events.accept(new Event(COMMENT, value, lastEventId));
      case "event" -> type = value;
      case "data" -> data.add(value);
      case "id" -> idBuffer = value.indexOf('\0') < 0 ? value : idBuffer;
      case "retry" -> events.accept(new Event(RETRY, value, lastEventId));
      default -> {} // fields that the standard says to pass over
    }
  }
}
