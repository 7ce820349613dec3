package io.feedhorn.transport.sse;

import io.feedhorn.limits.ListHeader;
import io.feedhorn.model.ErrorCode;
import io.feedhorn.model.FeedException;
import io.feedhorn.transport.ProblemJson;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;

/**
 * A refusal that passes, in the form of an event stream that ends at once. An EventSource closes
 * for good at any status but 200 (WHATWG HTML, section 9.2.3); at the end of a stream it comes back
 * after the time that {@code retry:} says.
 */
public final class UnavailableStream {
  public static final String PATH = "/v1/stream";

  private static final String CONTENT_TYPE = "text/event-stream";
  private static final Pattern NEVER = Pattern.compile(";\\s*q\\s*=\\s*0(\\.0*)?\\s*(;|$)");
  private static final int JITTER_MILLIS = 1_000;
  private static final long DEFAULT_SECONDS = 2;

  /** The same request is refused again, until somebody changes the request or the limit. */
  private static final long UNCHANGED_SECONDS = 60;

  private UnavailableStream() {}

  /**
   * Returns true if a refusal takes this form: its status is 429 or 503, and the request is that of
   * an EventSource, which names the media type. Others, such as curl, are told by the status.
   */
  public static boolean fits(FeedException exception, HttpServerRequest request) {
    int status = exception.code().status();
    boolean passes =
        status == ErrorCode.TOO_MANY.status() || status == ErrorCode.UNAVAILABLE.status();
    return passes
        && request.method().equals(HttpMethod.GET)
        && PATH.equals(request.path())
        && ListHeader.members(request.headers().getAll(HttpHeaders.ACCEPT)).stream()
            .anyMatch(UnavailableStream::accepts);
  }

  private static boolean accepts(String mediaRange) {
    String range = mediaRange.toLowerCase(Locale.ROOT);
    return ListHeader.parts(range).get(0).equals(CONTENT_TYPE) && !NEVER.matcher(range).find();
  }

  /** Answers with a refusal, and the time after which the reader may come back. */
  public static Future<Void> send(FeedException exception, HttpServerResponse response) {
    return response
        .setStatusCode(200)
        .putHeader(HttpHeaders.CONTENT_TYPE, CONTENT_TYPE + "; charset=utf-8")
        .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
        .putHeader("X-Accel-Buffering", "no")
        .end(SseEvents.retry(millis(exception)).appendBuffer(block(exception)));
  }

  private static Buffer block(FeedException exception) {
    return Buffer.buffer("event: unavailable\ndata: " + ProblemJson.json(exception) + "\n\n");
  }

  /** At least what {@code Retry-After} would say, spread within the second. */
  private static long millis(FeedException exception) {
    long seconds = exception.retryAfterSeconds();
    if (seconds == 0) {
      seconds = exception.code() == ErrorCode.TOO_MANY ? UNCHANGED_SECONDS : DEFAULT_SECONDS;
    }
    return seconds * 1_000 + ThreadLocalRandom.current().nextInt(JITTER_MILLIS);
  }
}
