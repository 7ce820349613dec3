package io.feedhorn.transport;

import io.feedhorn.limits.ListHeader;
import io.feedhorn.model.ErrorCode;
import io.feedhorn.model.FeedException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The type and the content coding of a request's body (RFC 9110, sections 8.3 and 8.4). Safe on any
 * thread.
 */
public final class RequestBody {
  private static final String JSON = "application/json";
  private static final String FETCH_SITE = "Sec-Fetch-Site";

  /**
   * The default types of curl and fetch, which pages of any origin may send without a preflight.
   */
  private static final Set<String> DEFAULT_TYPES =
      Set.of("", "application/x-www-form-urlencoded", "text/plain");

  /** Values of a browser for requests that no page of another origin sent. */
  private static final Set<String> SAME_SITES = Set.of("same-origin", "none");

  private RequestBody() {}

  /**
   * Refuses a body whose type is not JSON, except a default type in a request that no page of
   * another origin can have sent. Runs before the body is read, and after the origin was checked.
   *
   * @throws FeedException {@link ErrorCode#UNSUPPORTED_TYPE}
   */
  public static void requireJson(RoutingContext context) {
    HttpServerRequest request = context.request();
    String type = mediaType(request);
    boolean json = type.equals(JSON) || type.endsWith("+json");
    if (!json && !(DEFAULT_TYPES.contains(type) && isSameOrigin(request))) {
      throw unsupported(type, JSON);
    }
    requireCoding(context);
  }

  /**
   * Refuses a body whose type is not one of two names of a type.
   *
   * @throws FeedException {@link ErrorCode#UNSUPPORTED_TYPE}
   */
  public static void requireType(RoutingContext context, String type, String otherName) {
    String actual = mediaType(context.request());
    if (!actual.equals(type) && !actual.equals(otherName)) {
      throw unsupported(actual, type);
    }
    requireCoding(context);
  }

  /** Other origins were refused before. Browsers omit {@code Origin} from few requests only. */
  private static boolean isSameOrigin(HttpServerRequest request) {
    String site = request.getHeader(FETCH_SITE);
    return request.headers().contains(HttpHeaders.ORIGIN)
        || site == null
        || SAME_SITES.contains(site);
  }

  /**
   * Returns the error for a body that is not JSON: one about its type if that was a default type.
   */
  public static FeedException notJson(HttpServerRequest request, FeedException exception) {
    String type = mediaType(request);
    boolean defaultType = !type.isEmpty() && DEFAULT_TYPES.contains(type);
    return defaultType && exception.code() == ErrorCode.BAD_JSON
        ? unsupported(type, JSON)
        : exception;
  }

  /**
   * Refuses a body with a content coding. Runs before the body is read.
   *
   * @throws FeedException {@link ErrorCode#UNSUPPORTED_TYPE}
   */
  public static void requireNoCoding(RoutingContext context) {
    List<String> codings = codings(context.request());
    if (!codings.isEmpty()) {
      context.response().putHeader(HttpHeaders.ACCEPT_ENCODING, "identity");
      throw new FeedException(
          ErrorCode.UNSUPPORTED_TYPE,
          "The Content-Encoding is '%s'; this endpoint allows none."
              .formatted(String.join(", ", codings)));
    }
    context.next();
  }

  private static void requireCoding(RoutingContext context) {
    List<String> codings = codings(context.request());
    if (!codings.isEmpty() && !codings.equals(List.of("gzip"))) {
      context.response().putHeader(HttpHeaders.ACCEPT_ENCODING, "gzip");
      throw new FeedException(
          ErrorCode.UNSUPPORTED_TYPE,
          "The Content-Encoding is '%s'; gzip, or none, is allowed."
              .formatted(String.join(", ", codings)));
    }
  }

  /**
   * Returns the body without its content coding.
   *
   * @param limit the largest body after decompression
   * @return fails with a {@link FeedException} if it is larger, or declared as gzip and is not
   */
  public static Future<Buffer> read(Vertx vertx, RoutingContext context, BodyLimit limit) {
    Buffer body = of(context);
    return codings(context.request()).isEmpty()
        ? Future.succeededFuture(body)
        : new GzipDecoder(vertx, body, limit).decode();
  }

  /** Returns the body as it was sent; it is empty if there is none. */
  public static Buffer of(RoutingContext context) {
    return BodyReader.body(context);
  }

  private static List<String> codings(HttpServerRequest request) {
    if (!request.headers().contains(HttpHeaders.CONTENT_ENCODING)) {
      return List.of();
    }
    List<String> codings = new ArrayList<>();
    List<String> lines = request.headers().getAll(HttpHeaders.CONTENT_ENCODING);
    for (String each : ListHeader.members(lines)) {
      String coding = each.toLowerCase(Locale.ROOT);
      if (!coding.equals("identity")) {
        codings.add(coding.equals("x-gzip") ? "gzip" : coding);
      }
    }
    return codings;
  }

  private static String mediaType(HttpServerRequest request) {
    @Nullable String type = request.getHeader(HttpHeaders.CONTENT_TYPE);
    if (type == null || type.equals(JSON)) {
      return type == null ? "" : JSON;
    }
    return type.split(";", -1)[0].strip().toLowerCase(Locale.ROOT);
  }

  private static FeedException unsupported(String type, String expected) {
    return new FeedException(
        ErrorCode.UNSUPPORTED_TYPE,
        "The body %s; it must be %s: add the header 'Content-Type: %s'."
            .formatted(
                type.isEmpty() ? "has no Content-Type" : "has the Content-Type '" + type + "'",
                expected,
                expected));
  }
}
