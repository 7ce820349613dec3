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
  private static final String SITE = "Sec-Fetch-Site";

  /** Sent by curl and fetch by themselves, and by a page of any origin without a preflight. */
  private static final Set<String> UNTYPED =
      Set.of("", "application/x-www-form-urlencoded", "text/plain");

  /** A browser's word that no page of another origin sent the request. */
  private static final Set<String> OWN_SITES = Set.of("same-origin", "none");

  private RequestBody() {}

  /**
   * Refuses a body that does not say it is JSON, unless it is of a type that clients send without
   * thinking and no page of another origin can have sent it. Runs before the body is read, and
   * after the origin was checked.
   *
   * @throws FeedException {@link ErrorCode#UNSUPPORTED_TYPE}
   */
  public static void requireJson(RoutingContext context) {
    HttpServerRequest request = context.request();
    String type = mediaType(request);
    boolean json = type.equals(JSON) || type.endsWith("+json");
    if (!json && !(UNTYPED.contains(type) && isOwn(request))) {
      throw unsupported(type, JSON);
    }
    requireCoding(context);
  }

  /**
   * Refuses a body that is of none of these types.
   *
   * @throws FeedException {@link ErrorCode#UNSUPPORTED_TYPE}
   */
  public static void requireType(RoutingContext context, String type, String otherName) {
    String said = mediaType(context.request());
    if (!said.equals(type) && !said.equals(otherName)) {
      throw unsupported(said, type);
    }
    requireCoding(context);
  }

  /** An Origin that is not allowed was refused before; a browser leaves it out of few requests. */
  private static boolean isOwn(HttpServerRequest request) {
    String site = request.getHeader(SITE);
    return request.headers().contains(HttpHeaders.ORIGIN)
        || site == null
        || OWN_SITES.contains(site);
  }

  /** Returns what a client is told whose body was not JSON: of a type that is not, the header. */
  public static FeedException notJson(HttpServerRequest request, FeedException exception) {
    String type = mediaType(request);
    boolean guessed = !type.isEmpty() && UNTYPED.contains(type);
    return guessed && exception.code() == ErrorCode.BAD_JSON ? unsupported(type, JSON) : exception;
  }

  /**
   * Refuses a body with a content coding, where none is taken. Runs before the body is read.
   *
   * @throws FeedException {@link ErrorCode#UNSUPPORTED_TYPE}
   */
  public static void requireNoCoding(RoutingContext context) {
    List<String> codings = codings(context.request());
    if (!codings.isEmpty()) {
      context.response().putHeader(HttpHeaders.ACCEPT_ENCODING, "identity");
      throw new FeedException(
          ErrorCode.UNSUPPORTED_TYPE,
          "The Content-Encoding is '%s'; none is allowed here."
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
   * @param maxBytes the largest body, once it is inflated
   * @return fails with a {@link FeedException} if it is larger, or is not gzip though it says so
   */
  public static Future<Buffer> read(Vertx vertx, RoutingContext context, int maxBytes) {
    @Nullable Buffer read = context.body().buffer();
    Buffer body = read == null ? Buffer.buffer() : read;
    return codings(context.request()).isEmpty()
        ? Future.succeededFuture(body)
        : new GzipDecoder(vertx, body, maxBytes).inflate();
  }

  private static List<String> codings(HttpServerRequest request) {
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
    return type == null ? "" : type.split(";", -1)[0].strip().toLowerCase(Locale.ROOT);
  }

  private static FeedException unsupported(String type, String wanted) {
    return new FeedException(
        ErrorCode.UNSUPPORTED_TYPE,
        "The body %s; it must be %s: add the header 'Content-Type: %s'."
            .formatted(
                type.isEmpty() ? "has no Content-Type" : "has the Content-Type '" + type + "'",
                wanted,
                wanted));
  }
}
