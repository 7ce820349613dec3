package io.feedhorn.source.http;

import io.feedhorn.client.RetryAfter;
import io.feedhorn.metrics.SourceMetrics;
import io.feedhorn.source.Backoff;
import io.feedhorn.source.SourceIntake;
import io.feedhorn.source.SourceOptions;
import io.feedhorn.source.TopicSubscribers;
import io.feedhorn.source.format.BodyParser;
import io.feedhorn.source.format.Format;
import io.feedhorn.source.format.MediaCharset;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.VerticleBase;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.RequestOptions;
import java.nio.charset.Charset;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A source that requests a URL again and again, one request at a time. Sends the validators of the
 * last answer that was published, and requests nothing before its updates have their receipts.
 */
public final class HttpPollVerticle extends VerticleBase {
  /** The interval at which a paused source looks for readers. */
  static final long AUDIENCE_INTERVAL_MILLIS = 500;

  private final SourceOptions options;
  private final HttpPollOptions http;
  private final SourceMetrics metrics;
  private final TopicSubscribers subscribers;
  private SourceIntake intake;
  private Backoff backoff;
  private HttpClient client;
  private @Nullable String etag;
  private @Nullable String lastModified;
  private boolean stopped;

  @SuppressWarnings("NullAway.Init") // Set in start().
  public HttpPollVerticle(
      SourceOptions options,
      HttpPollOptions http,
      SourceMetrics metrics,
      TopicSubscribers subscribers) {
    this.options = options;
    this.http = http;
    this.metrics = metrics;
    this.subscribers = subscribers;
  }

  @Override
  public Future<?> start() {
    intake = new SourceIntake(vertx, options, metrics);
    backoff = intake.newBackoff();
    client = UpstreamClient.create(vertx);
    request();
    return Future.succeededFuture();
  }

  @Override
  public Future<?> stop() {
    stopped = true;
    intake.close();
    return client.close();
  }

  private void requestAfter(long millis) {
    if (!stopped) {
      vertx.setTimer(Math.max(1, millis), timer -> requestIfRead());
    }
  }

  private void requestIfRead() {
    if (stopped) {
      return;
    }
    if (!http.whileRead() || intake.topics().isEmpty()) {
      request();
      return;
    }
    subscribers
        .isRead(intake.topics())
        .onComplete(
            read -> {
              if (read.failed() || read.result()) {
                request();
              } else {
                intake.paused();
                requestAfter(AUDIENCE_INTERVAL_MILLIS);
              }
            });
  }

  private void request() {
    RequestOptions request =
        new RequestOptions()
            .setAbsoluteURI(http.url())
            .setHeaders(headers())
            .setFollowRedirects(true);
    PolledAnswer.of(client, request, http.timeout(), this::read)
        .onSuccess(this::onAnswer)
        .onFailure(failure -> failed(UpstreamAddress.reason(failure), Duration.ZERO));
  }

  /** A complete answer. */
  private record Answer(HttpClientResponse response, Buffer body) {}

  private MultiMap headers() {
    MultiMap headers = RequestHeaders.of(http.headers());
    if (etag != null) {
      headers.set("If-None-Match", etag);
    }
    if (lastModified != null) {
      headers.set("If-Modified-Since", lastModified);
    }
    return headers;
  }

  private Future<Answer> read(HttpClientResponse response) {
    return PolledBody.read(response, http.maxBytes()).map(body -> new Answer(response, body));
  }

  private void onAnswer(Answer answer) {
    int status = answer.response.statusCode();
    if (status == 304) {
      succeeded();
    } else if (status / 100 == 2) {
      publish(answer.response, answer.body);
    } else {
      String header = answer.response.getHeader("Retry-After");
      failed(
          UpstreamAddress.of(http.url()) + " answered " + status,
          RetryAfter.of(header, Instant.now()));
    }
  }

  private void publish(HttpClientResponse response, Buffer body) {
    intake.live();
    String type = response.getHeader("Content-Type");
    Format format = http.format() != null ? http.format() : Format.ofMediaType(type);
    if (body.length() > 0) {
      Charset charset = MediaCharset.of(format, type);
      BodyParser.accept(intake, format, body.getBytes(), charset, null, Map.of());
    }
    intake
        .published()
        .onSuccess(
            published -> {
              etag = response.getHeader("ETag");
              lastModified = response.getHeader("Last-Modified");
              succeeded();
            });
  }

  private void succeeded() {
    intake.live();
    backoff.reset();
    requestAfter(http.every().toMillis());
  }

  private void failed(String reason, Duration retryAfter) {
    intake.failing(reason);
    requestAfter(Math.max(backoff.nextMillis(), retryAfter.toMillis()));
  }
}
