package io.feedhorn.client;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.parsetools.RecordParser;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A parser of event streams (WHATWG HTML, section 9.2.6). Not thread-safe.
 *
 * <p>Besides the events of the standard it reports what an {@code EventSource} hides: a block
 * without data as type {@link #WITHOUT_DATA}, a comment as type {@link #COMMENT}, a {@code retry}
 * field as type {@link #RETRY}. An unfinished block at the end of the stream is not reported.
 */
public final class SseParser {
  /** The type of a block without data, which is not an event. */
  public static final String WITHOUT_DATA = "";

  /** The type of a comment line. */
  public static final String COMMENT = ":";

  /** The type of a {@code retry} field. */
  public static final String RETRY = "retry";

  private static final String BYTE_ORDER_MARK = "\uFEFF";

  private final Consumer<Event> events;
  private final RecordParser lines = RecordParser.newDelimited("\n", this::line);
  private final List<String> data = new ArrayList<>();
  private String type = "";
  private @Nullable String idBuffer;
  private String lastEventId = "";
  private boolean first = true;
  private long unread;
  private long unfinished;

  /**
   * An event, or one of the other contents of a stream.
   *
   * @param lastEventId the last event ID after this event
   */
  public record Event(String type, String data, String lastEventId) {}

  /**
   * @param events receives each event during {@link #read}
   */
  public SseParser(Consumer<Event> events) {
    this.events = events;
  }

  /** Parses the next bytes of the stream, of any length. */
  public void read(Buffer chunk) {
    unread += chunk.length();
    lines.handle(chunk);
  }

  /** Returns the number of bytes that were read and belong to no event yet. */
  public long unfinishedBytes() {
    return unread + unfinished;
  }

  private void line(Buffer bytes) {
    unread -= bytes.length() + 1;
    unfinished += bytes.length() + 1;
    String line = bytes.toString();
    if (first && line.startsWith(BYTE_ORDER_MARK)) {
      line = line.substring(BYTE_ORDER_MARK.length());
    }
    first = false;
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
    unfinished = 0;
    lastEventId = idBuffer == null ? lastEventId : idBuffer;
    String reported = data.isEmpty() ? WITHOUT_DATA : type.isEmpty() ? "message" : type;
    events.accept(new Event(reported, String.join("\n", data), lastEventId));
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
      default -> {} // The standard ignores unknown fields.
    }
  }
}
