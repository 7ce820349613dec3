package io.feedhorn.client;

import io.feedhorn.client.SseParser.Event;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A reader of an event stream, like {@code EventSource} but with access to each event. */
public final class SseReader implements UpdateReader {
  private static final String UPDATE = "update";
  private static final String RESET = "reset";
  private static final String UNAVAILABLE = "unavailable";

  private final BlockingInbox<Event> inbox;
  private final HttpClientResponse response;
  private final @Nullable String since;
  private final boolean resumes;
  private final Duration timeout;
  private final ReadGap readGap = new ReadGap();
  private final @Nullable DeltaAssembler deltas;
  private @Nullable Event unread;
  private String cursor = "";
  private boolean reset;

  /** The newest pause before the next connection that the server asks for. */
  private Duration retry = Duration.ZERO;

  /** Opens a stream. See {@link FeedhornClient#open}. */
  public SseReader(FeedhornClient client, ReadRequest request) {
    this(client, request, null);
  }

  /**
   * Opens a stream as a browser does that reconnects.
   *
   * @param lastEventId the value of {@code Last-Event-ID}, which has precedence over {@code since};
   *     or null
   */
  public SseReader(FeedhornClient client, ReadRequest request, @Nullable String lastEventId) {
    this.inbox = client.inbox(event -> event.data().length() + event.lastEventId().length());
    this.timeout = client.timeout();
    this.deltas = request.delta() ? new DeltaAssembler() : null;
    this.since = lastEventId != null ? lastEventId : request.since();
    this.resumes = since != null || request.reader() != null;
    String[] headers =
        lastEventId == null
            ? new String[] {"Accept", "text/event-stream"}
            : new String[] {"Accept", "text/event-stream", "Last-Event-ID", lastEventId};
    response = client.openStream("/v1/stream?" + request.streamQuery(), this::start, headers);
  }

  private Future<HttpClientResponse> start(HttpClientResponse head) {
    if (head.statusCode() != 200) {
      return head.body().map(body -> refuse(head, body));
    }
    head.exceptionHandler(failure -> inbox.end(String.valueOf(failure.getMessage())));
    String type = String.valueOf(head.getHeader("Content-Type"));
    if (!type.startsWith("text/event-stream")) {
      throw new ProtocolViolationException("the Content-Type of the stream is " + type);
    }
    inbox.readFrom(head);
    SseParser parser = new SseParser(inbox::add);
    readGap.dataRead();
    head.handler(
        (Buffer chunk) -> {
          readGap.dataRead();
          parser.read(chunk);
        });
    head.endHandler(end -> inbox.end("the stream ended"));
    return Future.succeededFuture(head);
  }

  private static HttpClientResponse refuse(HttpClientResponse head, Buffer body) {
    new HttpAnswer(head.statusCode(), head.headers(), body.toString()).requireStatus(200);
    return head;
  }

  /**
   * Returns the next event of any type, comments and {@code retry} included; null if none came in
   * time.
   */
  public @Nullable Event event(Duration time) {
    Event event = unread != null ? unread : inbox.poll(time);
    unread = null;
    if (event != null) {
      apply(event);
    }
    return event;
  }

  private void apply(Event event) {
    cursor = event.lastEventId().isEmpty() ? cursor : event.lastEventId();
    reset |= event.type().equals(RESET);
    if (event.type().equals(SseParser.RETRY) && event.data().matches("\\d{1,9}")) {
      retry = Duration.ofMillis(Long.parseLong(event.data()));
    }
  }

  /** Returns the times at which bytes of the stream came. */
  public ReadGap readGap() {
    return readGap;
  }

  @Override
  public @Nullable ReceivedUpdate poll(Duration time) {
    Deadline deadline = Deadline.after(time);
    while (true) {
      String before = cursor;
      Event event = event(deadline.left());
      if (event == null) {
        return null;
      }
      if (event.type().equals(UPDATE)) {
        return update(event, before);
      }
      if (event.type().equals(UNAVAILABLE)) {
        String code = ProtocolViolationException.parse(event.data()).optionalString("code");
        throw new RequestRefusedException(String.valueOf(code), event.data(), retry);
      }
    }
  }

  /**
   * @param before the cursor before the event, from which a client resumes if the update is invalid
   */
  private ReceivedUpdate update(Event event, String before) {
    try {
      return deltas == null ? ReceivedUpdate.of(event.data()) : deltas.receive("", event.data());
    } catch (ProtocolViolationException invalid) {
      cursor = before;
      throw invalid;
    }
  }

  /** Returns the last event ID. Waits for the first one if the stream has just begun. */
  @Override
  public String cursor() {
    if (cursor.isEmpty() && since == null) {
      awaitFirstId();
    }
    return cursor.isEmpty() && since != null ? since : cursor;
  }

  private void awaitFirstId() {
    Deadline deadline = Deadline.after(timeout);
    while (cursor.isEmpty() && unread == null) {
      Event event = inbox.poll(deadline.left());
      if (event == null) {
        throw new ProtocolViolationException("no id came within " + timeout.toMillis() + " ms");
      }
      if (event.type().equals(UPDATE)) {
        unread = event;
      } else {
        apply(event);
      }
    }
  }

  @Override
  public @Nullable Boolean recovered() {
    return reset ? Boolean.FALSE : resumes ? Boolean.TRUE : null;
  }

  @Override
  public void close() {
    inbox.discard();
    response.request().connection().close();
  }
}
