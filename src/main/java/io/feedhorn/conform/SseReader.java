package io.feedhorn.conform;

import io.feedhorn.conform.SseParser.Event;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What {@code EventSource} does, with its last event id laid open. */
final class SseReader implements TransportClient {
  private final BlockingInbox<Event> inbox = new BlockingInbox<>();
  private final HttpClientResponse response;
  private final @Nullable String since;
  private final Duration patience;
  private final ReadGap silence = new ReadGap();
  private @Nullable Event ahead;
  private String cursor = "";
  private boolean reset;

  SseReader(ServerUnderTest target, ReadRequest readRequest) {
    this(target, readRequest, null);
  }

  /**
   * @param lastEventId what a browser that comes back sends, or null
   */
  SseReader(ServerUnderTest target, ReadRequest readRequest, @Nullable String lastEventId) {
    this.patience = target.patience();
    this.since = lastEventId != null ? lastEventId : readRequest.since();
    String[] headers =
        lastEventId == null
            ? new String[] {"Accept", "text/event-stream"}
            : new String[] {"Accept", "text/event-stream", "Last-Event-ID", lastEventId};
    Future<HttpClientResponse> opened =
        target.open("/v1/stream?" + readRequest.streamQuery(), this::take, headers);
    response = ServerUnderTest.done(opened, patience);
  }

  private Future<HttpClientResponse> take(HttpClientResponse head) {
    if (head.statusCode() != 200) {
      return head.body()
          .map(
              body -> {
                new HttpAnswer(head.statusCode(), head.headers(), body.toString()).must(200);
                return head;
              });
    }
    String type = String.valueOf(head.getHeader("Content-Type"));
    CheckFailed.unless(
        type.startsWith("text/event-stream"), "the stream's Content-Type is " + type);
    SseParser text = new SseParser(inbox::add);
    silence.broken();
    head.handler(
        (Buffer chunk) -> {
          silence.broken();
          text.read(chunk);
        });
    head.exceptionHandler(failure -> inbox.end(String.valueOf(failure.getMessage())));
    head.endHandler(end -> inbox.end("the stream ended"));
    return Future.succeededFuture(head);
  }

  /** The next event of any kind; null where none comes in time. */
  @Nullable Event event(Duration time) {
    Event event = ahead != null ? ahead : inbox.poll(time);
    ahead = null;
    if (event != null) {
      cursor = event.id().isEmpty() ? cursor : event.id();
      reset |= event.type().equals("reset");
    }
    return event;
  }

  /** When the stream said anything at all. */
  ReadGap silence() {
    return silence;
  }

  @Override
  public @Nullable String poll(Duration time) {
    long deadline = System.nanoTime() + time.toNanos();
    while (true) {
      Event event = event(Duration.ofNanos(Math.max(0, deadline - System.nanoTime())));
      if (event == null || event.type().equals("update")) {
        return event == null ? null : event.data();
      }
    }
  }

  /** The last event id; what the server says before any update is waited for. */
  @Override
  public String cursor() {
    if (cursor.isEmpty() && since == null) {
      awaitId();
    }
    return cursor.isEmpty() && since != null ? since : cursor;
  }

  private void awaitId() {
    long deadline = System.nanoTime() + patience.toNanos();
    while (cursor.isEmpty() && ahead == null) {
      Event event = inbox.poll(Duration.ofNanos(Math.max(0, deadline - System.nanoTime())));
      CheckFailed.unless(event != null, "no id came within " + patience.toMillis() + " ms");
      if (event != null) {
        cursor = event.id().isEmpty() ? cursor : event.id();
        reset |= event.type().equals("reset");
        ahead = event.type().equals("update") ? event : null;
      }
    }
  }

  @Override
  public @Nullable Boolean recovered() {
    return since == null ? null : !reset;
  }

  @Override
  public void close() {
    inbox.forget();
    response.request().connection().close();
  }
}
