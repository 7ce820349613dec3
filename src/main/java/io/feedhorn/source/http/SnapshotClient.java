package io.feedhorn.source.http;

import io.feedhorn.client.RetryAfter;
import io.feedhorn.source.Backoff;
import io.feedhorn.source.SourceIntake;
import io.feedhorn.source.Template;
import io.feedhorn.source.book.SnapshotOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.RequestOptions;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Objects;
import java.util.function.BooleanSupplier;

/**
 * Requests snapshots of books, one at a time for a source. After 429, 418 or a {@code Retry-After}
 * all of them wait: limits count for the address, not for the symbol. Owned by the source's event
 * loop.
 */
final class SnapshotClient {
  private static final int MAX_BODY_BYTES = 32 << 20;

  private final Vertx vertx;
  private final HttpClient client;
  private final SnapshotOptions options;
  private final Template url;
  private final Duration timeout;
  private final Backoff pauses;
  private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
  private boolean busy;
  private boolean closed;
  private long pauseMillis;

  private record Waiting(String symbol, BooleanSupplier isWanted, Promise<Buffer> body) {}

  SnapshotClient(Vertx vertx, SourceIntake intake, SnapshotOptions options, Duration timeout) {
    this.vertx = vertx;
    this.options = options;
    this.timeout = timeout;
    this.url = new Template("snapshot.url", Objects.requireNonNull(options.url()));
    this.pauses = intake.newBackoff();
    this.client = UpstreamClient.create(vertx);
  }

  /**
   * Requests a snapshot when those before it have been answered.
   *
   * @param isWanted is false if nothing needs the snapshot any more, which is then not requested
   */
  Future<Buffer> get(String symbol, BooleanSupplier isWanted) {
    Promise<Buffer> body = Promise.promise();
    waiting.add(new Waiting(symbol, isWanted, body));
    requestNext();
    return body.future();
  }

  Future<?> close() {
    closed = true;
    waiting.clear();
    return client.close();
  }

  private void requestNext() {
    if (busy || closed) {
      return;
    }
    waiting.removeIf(request -> !request.isWanted.getAsBoolean());
    Waiting next = waiting.poll();
    if (next == null) {
      return;
    }
    busy = true;
    request(next.symbol)
        .onComplete(
            answer -> {
              busy = false;
              long pause = pauseMillis;
              pauseMillis = 0;
              if (answer.succeeded()) {
                pauses.reset();
                next.body.complete(answer.result());
              } else {
                next.body.fail(answer.cause());
              }
              continueAfter(pause);
            });
  }

  private void continueAfter(long pause) {
    if (pause == 0) {
      requestNext();
      return;
    }
    busy = true;
    vertx.setTimer(
        pause,
        timer -> {
          busy = false;
          requestNext();
        });
  }

  private Future<Buffer> request(String symbol) {
    RequestOptions request = new RequestOptions();
    try {
      request.setAbsoluteURI(
          url.render(Map.of("symbol", symbol), Map.of(), SnapshotClient::encode));
    } catch (RuntimeException invalid) {
      return Future.failedFuture(invalid);
    }
    request.setHeaders(RequestHeaders.of(options.headers())).setFollowRedirects(true);
    return PolledAnswer.of(client, request, timeout, this::read);
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private Future<Buffer> read(HttpClientResponse response) {
    int status = response.statusCode();
    if (status / 100 == 2) {
      return PolledBody.read(response, MAX_BODY_BYTES);
    }
    Duration retryAfter = RetryAfter.of(response.getHeader("Retry-After"), Instant.now());
    if (status == 429 || status == 418 || !retryAfter.isZero()) {
      pauseMillis = Math.max(pauses.nextMillis(), retryAfter.toMillis());
    }
    String reason =
        "%s answered %d%s"
            .formatted(
                UpstreamAddress.of(String.valueOf(options.url())),
                status,
                pauseMillis == 0 ? "" : ", next request in " + pauseMillis + " ms");
    // Read to its end, so that the connection can be used again.
    return PolledBody.read(response, MAX_BODY_BYTES).transform(body -> Future.failedFuture(reason));
  }
}
