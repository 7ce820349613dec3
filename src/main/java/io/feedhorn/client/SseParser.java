package io.feedhorn.client;

import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A parser of event streams (WHATWG HTML, section 9.2.6), whose lines end with LF, CR or CR LF. Not
 * thread-safe.
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
  private static final char REPLACEMENT = '\uFFFD';
  private static final int MAX_KEPT_BYTES = 64 * 1024;

  private final Consumer<Event> events;
  private ByteArrayOutputStream line = new ByteArrayOutputStream();
  private final List<String> data = new ArrayList<>();
  private String type = "";
  private @Nullable String idBuffer;
  private String lastEventId = "";
  private boolean first = true;

  /** True after CR: an LF that follows belongs to the same end of a line. */
  private boolean afterReturn;

  private boolean malformed;
  private long unfinished;

  /**
   * An event, or one of the other contents of a stream.
   *
   * @param lastEventId the last event ID after this event
   * @param malformed true if a field of the event is not UTF-8: its text has U+FFFD, as the
   *     standard requires
   */
  public record Event(String type, String data, String lastEventId, boolean malformed) {
    /** An event in UTF-8. */
    public Event(String type, String data, String lastEventId) {
      this(type, data, lastEventId, false);
    }
  }

  /**
   * @param events receives each event during {@link #read}
   */
  public SseParser(Consumer<Event> events) {
    this.events = events;
  }

  /** Parses the next bytes of the stream, of any length. */
  public void read(Buffer chunk) {
    byte[] bytes = chunk.getBytes();
    int start = 0;
    for (int i = 0; i < bytes.length; i++) {
      byte b = bytes[i];
      if (b == '\n' && afterReturn) {
        afterReturn = false;
        unfinished += unfinished > 0 ? 1 : 0;
        start = i + 1;
        continue;
      }
      afterReturn = b == '\r';
      if (b == '\n' || b == '\r') {
        line.write(bytes, start, i - start);
        start = i + 1;
        endLine();
      }
    }
    line.write(bytes, start, bytes.length - start);
  }

  /** Returns the number of bytes that were read and belong to no event yet. */
  public long unfinishedBytes() {
    return line.size() + unfinished;
  }

  private void endLine() {
    byte[] bytes = line.toByteArray();
    if (bytes.length > MAX_KEPT_BYTES) {
      line = new ByteArrayOutputStream(); // So that one long line does not keep its memory.
    } else {
      line.reset();
    }
    unfinished += bytes.length + 1;
    String text = new String(bytes, StandardCharsets.UTF_8);
    boolean lossy = text.indexOf(REPLACEMENT) >= 0 && !isUtf8(bytes);
    if (first && text.startsWith(BYTE_ORDER_MARK)) {
      text = text.substring(BYTE_ORDER_MARK.length());
    }
    first = false;
    if (text.isEmpty()) {
      dispatch();
    } else {
      field(text, lossy);
    }
  }

  private static boolean isUtf8(byte[] bytes) {
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
      return true;
    } catch (CharacterCodingException notText) {
      return false;
    }
  }

  private void dispatch() {
    unfinished = 0;
    lastEventId = idBuffer == null ? lastEventId : idBuffer;
    String reported = data.isEmpty() ? WITHOUT_DATA : type.isEmpty() ? "message" : type;
    events.accept(new Event(reported, String.join("\n", data), lastEventId, malformed));
    data.clear();
    malformed = false;
    type = "";
  }

  private void field(String text, boolean lossy) {
    int colon = text.indexOf(':');
    String name = colon < 0 ? text : text.substring(0, colon);
    String rest = colon < 0 ? "" : text.substring(colon + 1);
    String value = rest.startsWith(" ") ? rest.substring(1) : rest;
    malformed |= lossy && (name.equals("event") || name.equals("data") || name.equals("id"));
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
