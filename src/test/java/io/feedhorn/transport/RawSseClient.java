package io.feedhorn.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.client.ReadRequest;
import io.feedhorn.client.SseParser.Event;
import io.feedhorn.http.HttpTestClient;
import io.feedhorn.http.RunningServer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * An event stream for tests of single events, comments and refusals, and of queries and headers
 * that {@code client.SseReader} does not send.
 */
public final class RawSseClient implements AutoCloseable {
  static final Event END = new Event("end", "", "");

  private static final String INVALID = "invalid";
  private static final long TIMEOUT_SECONDS = 50;

  private final HttpTestClient http;
  private BlockingQueue<Event> events = new LinkedBlockingQueue<>();
  private @Nullable InputStream stream;
  private @Nullable String refusal;
  private String cursor = "";
  private boolean reset;

  RawSseClient(RunningServer server) {
    this.http = server.http();
  }

  public void subscribe(ReadRequest request) {
    open(path(request));
  }

  public static String path(ReadRequest request) {
    return "/v1/stream?" + request.streamQuery();
  }

  void open(String path, String... headers) {
    close();
    HttpResponse<InputStream> response = http.open("GET", path, null, headers);
    refusal = null;
    reset = false;
    cursor = "";
    events = new LinkedBlockingQueue<>();
    if (response.statusCode() != 200) {
      refusal = code(response.body());
      return;
    }
    assertThat(response.headers().firstValue("Content-Type").orElse(""))
        .startsWith("text/event-stream");
    InputStream body = response.body();
    BlockingQueue<Event> into = events;
    stream = body;
    Thread reader = new Thread(() -> read(body, into), "event-stream");
    reader.setDaemon(true);
    reader.start();
  }

  private static String code(InputStream problem) {
    try (problem) {
      return new JsonObject(new String(problem.readAllBytes(), StandardCharsets.UTF_8))
          .getString("code");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void read(InputStream body, BlockingQueue<Event> into) {
    SseEventStream eventStream = new SseEventStream(body);
    try {
      for (Event event = eventStream.next(); event != null; event = eventStream.next()) {
        into.add(event);
      }
    } catch (UncheckedIOException e) {
      // The connection broke, which ends the stream, too.
    } catch (AssertionError wrong) {
      into.add(new Event(INVALID, String.valueOf(wrong.getMessage()), ""));
    }
    into.add(END);
  }

  public @Nullable String refusal() {
    return refusal;
  }

  /** Returns the next event of any kind. */
  Event event() {
    try {
      Event event = events.poll(TIMEOUT_SECONDS, TimeUnit.SECONDS);
      if (event == null) {
        throw new AssertionError("no event for " + TIMEOUT_SECONDS + " s");
      }
      assertThat(event.type()).as(event.data()).isNotEqualTo(INVALID);
      cursor = event.lastEventId().isEmpty() ? cursor : event.lastEventId();
      reset |= event.type().equals("reset");
      return event;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  public String next() {
    Event event = event();
    while (!event.type().equals("update")) {
      assertThat(event).as("the stream ended").isNotEqualTo(END);
      event = event();
    }
    return event.data();
  }

  /** Returns all events until the stream ends. */
  List<Event> eventsUntilEnd() {
    List<Event> all = new ArrayList<>();
    for (Event event = event(); !event.equals(END); event = event()) {
      all.add(event);
    }
    return all;
  }

  public String cursor() {
    while (cursor.isEmpty()) {
      event();
    }
    return cursor;
  }

  boolean recovered() {
    return !reset;
  }

  @Override
  public void close() {
    if (stream != null) {
      try {
        stream.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      stream = null;
    }
  }
}
