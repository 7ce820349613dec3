package io.feedhorn.transport;

import io.feedhorn.client.SseParser;
import io.feedhorn.client.SseParser.Event;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * The events of an event stream, read from an input stream. Reads byte by byte, so that nothing is
 * read before it is needed. A block without data is an error: some libraries ignore its {@code
 * id:}, others report it as an empty message.
 */
public final class SseEventStream {
  /** The type of a block that only moves the id. */
  static final String CURSOR = "cursor";

  private final InputStream in;
  private final Deque<Event> events = new ArrayDeque<>();
  private final SseParser parser = new SseParser(events::add);

  public SseEventStream(InputStream in) {
    this.in = in;
  }

  /** Returns the next event; null at the end of the stream. */
  public @Nullable Event next() {
    while (events.isEmpty()) {
      int next = read();
      if (next < 0) {
        return null;
      }
      parser.read(Buffer.buffer(new byte[] {(byte) next}));
    }
    Event event = events.remove();
    if (event.type().equals(SseParser.WITHOUT_DATA)) {
      throw new AssertionError("a block without data, after id " + event.lastEventId());
    }
    return event;
  }

  private int read() {
    try {
      return in.read();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
