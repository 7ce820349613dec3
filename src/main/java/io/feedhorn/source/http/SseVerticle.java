package io.feedhorn.source.http;

import io.feedhorn.client.RetryAfter;
import io.feedhorn.client.SseParser;
import io.feedhorn.metrics.SourceMetrics;
import io.feedhorn.source.PositionTracker;
import io.feedhorn.source.SourceIntake;
import io.feedhorn.source.SourceOptions;
import io.feedhorn.source.format.BodyParser;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.VerticleBase;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.RequestOptions;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A source that reads an event stream. Resumes with {@code Last-Event-ID} after a disconnect, and
 * after a restart with the ID of the last event that was published.
 */
public final class SseVerticle extends VerticleBase {
  private static final long MAX_RETRY_MILLIS = 86_400_000;
  private static final int MAX_EVENT_MIB = 8;
  private static final char DELETE = 0x7F;

  private final SourceOptions options;
  private final SseOptions sse;
  private final SourceMetrics metrics;
  private final PositionTracker position;
  private SourceIntake intake;
  private HttpClient client;
  private Reconnection connection;
  private String lastEventId = "";

  @SuppressWarnings("NullAway.Init") // Set in start().
  public SseVerticle(
      SourceOptions options, SseOptions sse, SourceMetrics metrics, PositionTracker position) {
    this.options = options;
    this.sse = sse;
    this.metrics = metrics;
    this.position = position;
  }

  @Override
  public Future<?> start() {
    intake = new SourceIntake(vertx, options, metrics);
    client = UpstreamClient.create(vertx);
    long silence = sse.heartbeat() == null ? 0 : sse.heartbeat().toMillis();
    connection = new Reconnection(vertx, intake, silence, this::connect);
    return position
        .load()
        .onSuccess(
            stored -> {
              lastEventId = stored == null ? "" : stored;
              connect();
            });
  }

  @Override
  public Future<?> stop() {
    connection.stop();
    return intake.end().compose(ended -> position.close()).eventually(client::close);
  }

  private void connect() {
    MultiMap headers = RequestHeaders.of(sse.headers());
    headers.set("Accept", "text/event-stream").set("Cache-Control", "no-cache");
    if (!lastEventId.isEmpty()) {
      setLastEventId(headers);
    }
    RequestOptions request =
        new RequestOptions()
            .setAbsoluteURI(sse.url())
            .setHeaders(headers)
            .setFollowRedirects(true)
            .setConnectTimeout(sse.timeout().toMillis());
    HttpClientRequest[] sent = new HttpClientRequest[1];
    long number =
        connection.begin(
            () -> {
              if (sent[0] != null) {
                sent[0].reset();
              }
            });
    client
        .request(request)
        .compose(
            opened -> {
              sent[0] = opened;
              return opened.send();
            })
        // Not the idle timeout of the request, which also ends a quiet stream.
        .timeout(sse.timeout().toMillis(), TimeUnit.MILLISECONDS)
        .onSuccess(response -> onResponse(number, response))
        .onFailure(
            failure -> {
              connection.end(number, UpstreamAddress.reason(failure), 0);
              if (sent[0] != null) {
                sent[0].reset();
              }
            });
  }

  /** Sets the ID in UTF-8 (WHATWG HTML, section 9.2.3), each byte as a character of ISO 8859-1. */
  private void setLastEventId(MultiMap headers) {
    if (lastEventId.chars().anyMatch(c -> (c < ' ' && c != '\t') || c == DELETE)) {
      intake.reportGap(
          "gap: the last event ID has a control character and cannot be sent, events may be lost",
          "");
      return;
    }
    byte[] utf8 = lastEventId.getBytes(StandardCharsets.UTF_8);
    headers.set("Last-Event-ID", new String(utf8, StandardCharsets.ISO_8859_1));
  }

  private void onResponse(long number, HttpClientResponse response) {
    if (response.statusCode() == 204) {
      connection.stop();
      intake.ended();
      return;
    }
    String type = String.valueOf(response.getHeader("Content-Type"));
    if (response.statusCode() != 200 || !type.startsWith("text/event-stream")) {
      long pause = RetryAfter.of(response.getHeader("Retry-After"), Instant.now()).toMillis();
      String answer = "the answer is %d, %s, and not an event stream";
      connection.end(number, answer.formatted(response.statusCode(), type), pause);
      drop(response);
      return;
    }
    if (!connection.isCurrent(number)) {
      drop(response);
      return;
    }
    connection.live();
    EventKeys keys = new EventKeys();
    SseParser parser = new SseParser(event -> onEvent(event, keys));
    response.exceptionHandler(
        failure -> connection.end(number, UpstreamAddress.reason(failure), 0));
    response.endHandler(end -> connection.end(number, null, 0));
    response.handler(chunk -> onChunk(number, parser, response, chunk));
  }

  private static void drop(HttpClientResponse response) {
    response.exceptionHandler(reset -> {}); // Without a handler it would be logged as an error.
    response.request().reset();
  }

  private void onChunk(long number, SseParser parser, HttpClientResponse response, Buffer chunk) {
    connection.active();
    parser.read(chunk);
    if (parser.unfinishedBytes() > MAX_EVENT_MIB << 20) {
      connection.end(number, "an event is larger than %d MiB".formatted(MAX_EVENT_MIB), 0);
      drop(response);
      return;
    }
    Future<Void> ready = intake.ready();
    if (!ready.isComplete()) {
      response.pause();
      ready.onSuccess(
          resume -> {
            connection.active();
            response.resume();
          });
    }
  }

  private void onEvent(SseParser.Event event, EventKeys keys) {
    switch (event.type()) {
      case SseParser.COMMENT -> {}
      case SseParser.RETRY -> onRetry(event.data());
      case SseParser.WITHOUT_DATA -> savePosition(event.lastEventId());
      default -> {
        String id = event.lastEventId();
        String key = keys.next(id, event.data());
        if (event.malformed()) {
          intake.reject(event.data(), "the event is not text in UTF-8", key);
        } else {
          Map<String, @Nullable Object> attributes = Map.of("event", event.type(), "id", id);
          BodyParser.accept(intake, sse.format(), event.data(), key, attributes);
        }
        savePosition(id);
      }
    }
  }

  private void savePosition(String id) {
    // A block before the first ID of a connection changes nothing.
    if (!id.isEmpty() && !id.equals(lastEventId)) {
      lastEventId = id;
      intake.published().onSuccess(published -> position.save(id));
    }
  }

  private void onRetry(String millis) {
    if (millis.matches("\\d{1,9}")) {
      connection.setMinPauseMillis(Math.min(MAX_RETRY_MILLIS, Long.parseLong(millis)));
    }
  }
}
