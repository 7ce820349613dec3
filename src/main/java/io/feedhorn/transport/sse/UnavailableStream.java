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
import org.jspecify.annotations.Nullable;

/**
 * A temporary refusal in the form of an event stream that ends at once. An EventSource does not
 * reconnect after any status except 200 (WHATWG HTML, section 9.2.3); after the end of a stream it
 * reconnects after the time in {@code retry:}.
 */
public final class UnavailableStream {
  public static final String PATH = "/v1/stream";

  private static final String CONTENT_TYPE = "text/event-stream";
  private static final Pattern NOT_ACCEPTED = Pattern.compile(";\\s*q\\s*=\\s*0(\\.0*)?\\s*(;|$)");
  private static final int JITTER_MILLIS = 1_000;
  private static final long DEFAULT_SECONDS = 2;

  /**
   * The reconnection time of a request that is refused until the request or the limit is changed.
   */
  private static final long UNCHANGED_SECONDS = 60;

  private UnavailableStream() {}

  /**
   * Returns true if a refusal has this form: its status is 429 or 503, and the request accepts the
   * media type, as that of an EventSource. Other clients, such as curl, get the status.
   */
  public static boolean fits(FeedException exception, HttpServerRequest request) {
    int status = exception.code().status();
    boolean temporary =
        status == ErrorCode.TOO_MANY.status() || status == ErrorCode.UNAVAILABLE.status();
    return temporary
        && request.method().equals(HttpMethod.GET)
        && isStream(request.path())
        && ListHeader.members(request.headers().getAll(HttpHeaders.ACCEPT)).stream()
            .anyMatch(UnavailableStream::accepts);
  }

  /** The router accepts a slash at the end, too. */
  private static boolean isStream(@Nullable String path) {
    return PATH.equals(path) || (PATH + "/").equals(path);
  }

  private static boolean accepts(String mediaRange) {
    String range = mediaRange.toLowerCase(Locale.ROOT);
    return ListHeader.firstPart(range).equals(CONTENT_TYPE) && !NOT_ACCEPTED.matcher(range).find();
  }

  /** Answers with a refusal and the reconnection time. */
  public static Future<Void> send(FeedException exception, HttpServerResponse response) {
    return response
        .setStatusCode(200)
        .putHeader(HttpHeaders.CONTENT_TYPE, CONTENT_TYPE + "; charset=utf-8")
        .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
        .putHeader("X-Accel-Buffering", "no")
        .end(SseEvents.retry(retryMillis(exception)).appendBuffer(block(exception)));
  }

  private static Buffer block(FeedException exception) {
    return Buffer.buffer("event: unavailable\ndata: " + ProblemJson.json(exception) + "\n\n");
  }

  /** Returns at least {@code Retry-After}, with up to a second of jitter. */
  private static long retryMillis(FeedException exception) {
    long seconds = exception.retryAfterSeconds();
    if (seconds == 0) {
      seconds = exception.code() == ErrorCode.TOO_MANY ? UNCHANGED_SECONDS : DEFAULT_SECONDS;
    }
    return seconds * 1_000 + ThreadLocalRandom.current().nextInt(JITTER_MILLIS);
  }
}
