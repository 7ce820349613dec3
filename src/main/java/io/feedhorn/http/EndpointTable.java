package io.feedhorn.http;

import static io.feedhorn.http.Endpoint.at;
import static io.vertx.core.http.HttpMethod.DELETE;
import static io.vertx.core.http.HttpMethod.GET;
import static io.vertx.core.http.HttpMethod.HEAD;
import static io.vertx.core.http.HttpMethod.OPTIONS;
import static io.vertx.core.http.HttpMethod.POST;

import io.feedhorn.http.api.TopicPath;
import io.feedhorn.transport.sse.UnavailableStream;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The table of endpoints. Routes, refused methods and query parameters, metric labels and the
 * treatment of new readers follow from it. It does not contain the pages, and of SockJS only the
 * plain WebSocket: SockJS clients add query parameters of their own.
 */
final class EndpointTable {
  /** All paths of the event-bus bridge. */
  static final String EVENT_BUS_PATHS = "/eventbus/*";

  /** All paths for operators. */
  static final String ADMIN_PATHS = "/v1/admin/*";

  private static final String ADMIN_PREFIX = "/v1/admin/";
  private static final String API_PREFIX = "/v1/";
  private static final String EVENT_BUS_PREFIX = "/eventbus/";

  static final Endpoint TOPICS = at("/v1/topics").reads("match", "limit", "after");
  static final Endpoint TOPIC =
      at("/v1/topics/:topic")
          .matching(TopicPath.TOPIC_REGEX, TopicPath::isTopic)
          .reads()
          .takes(POST)
          .takes(DELETE);
  static final Endpoint HISTORY =
      at("/v1/topics/:topic/history")
          .matching(TopicPath.HISTORY_REGEX, TopicPath::isHistory)
          .reads("limit");
  static final Endpoint PRESENCE =
      at("/v1/presence/:topic")
          .matching(TopicPath.PRESENCE_REGEX, TopicPath::isPresence)
          .reads("count");
  static final Endpoint BATCH = at("/v1/publish").takes(POST);
  static final Endpoint UPDATES =
      at("/v1/updates")
          .takes(GET, "topics*", "since", "reader", "limit", "conflate", "wait")
          .takes(POST)
          .carries("polling");
  static final Endpoint STREAM =
      at(UnavailableStream.PATH)
          .carries("sse")
          .with(Endpoint.Trait.OPENS_STREAM)
          .takes(
              GET,
              "topics*",
              "since",
              "reader",
              "conflate",
              "maxRate",
              "delta",
              "lastEventId",
              "lastEventID",
              "ticket");
  static final Endpoint WEB_SOCKET = at("/v1/ws").takes(GET, "ticket").carries("websocket");
  static final Endpoint READER = at("/v1/readers/:reader").reads().takes(DELETE);
  static final Endpoint READER_ACK = at("/v1/readers/:reader/ack").takes(POST);
  static final Endpoint PUSH = at("/v1/push").reads().takes(POST).takes(DELETE);
  static final Endpoint ALERTS = at("/v1/alerts").reads("user").takes(POST, "user");
  static final Endpoint ALERT = at("/v1/alerts/:id").takes(DELETE, "user");
  static final Endpoint TICKETS = at("/v1/tickets").takes(POST);
  static final Endpoint RELOAD = at("/v1/reload").takes(POST);
  static final Endpoint ADMIN_CONNECTIONS =
      at("/v1/admin/connections").reads("transport", "user", "topic", "order", "limit", "after");
  static final Endpoint ADMIN_CONNECTION =
      at("/v1/admin/connections/:connection").reads().takes(DELETE, "code");
  static final Endpoint ADMIN_FEEDS = at("/v1/admin/feeds").reads("limit", "after");
  static final Endpoint ADMIN_READERS = at("/v1/admin/readers").reads("prefix", "limit", "after");
  static final Endpoint ADMIN_SOURCES = at("/v1/admin/sources").reads();
  static final Endpoint ADMIN_CLUSTER = at("/v1/admin/cluster").reads();
  static final Endpoint TIME = at("/v1/time").reads();
  static final Endpoint NOTIFICATION_SCHEMA = at("/schemas/notification.json").reads();
  static final Endpoint HELLO = at("/v1/hello").reads("name");
  static final Endpoint LAB = at("/v1/lab").reads().takes(POST);
  static final Endpoint LAB_RUN = at("/v1/lab/:run").takes(DELETE);
  static final Endpoint METRICS = at("/metrics").reads().with(Endpoint.Trait.ALWAYS_SERVED);
  // A load balancer's check may have a parameter that prevents caching; HAProxy sends OPTIONS.
  static final Endpoint LIVE = health("/health/live");
  static final Endpoint READY = health("/health/ready");

  static final List<Endpoint> ALL =
      List.of(
          TOPICS,
          TOPIC,
          HISTORY,
          PRESENCE,
          BATCH,
          UPDATES,
          STREAM,
          WEB_SOCKET,
          READER,
          READER_ACK,
          PUSH,
          ALERTS,
          ALERT,
          TICKETS,
          RELOAD,
          ADMIN_CONNECTIONS,
          ADMIN_CONNECTION,
          ADMIN_FEEDS,
          ADMIN_READERS,
          ADMIN_SOURCES,
          ADMIN_CLUSTER,
          TIME,
          NOTIFICATION_SCHEMA,
          HELLO,
          LAB,
          LAB_RUN,
          METRICS,
          LIVE,
          READY);

  /** Not checked against this table, but by the method check of SockJS. */
  static final Endpoint EVENT_BUS_WEB_SOCKET =
      at("/eventbus/websocket").takesAnyQuery(GET).carries("eventbus-websocket");

  private static final Map<String, Endpoint> BY_PATH =
      literals(Stream.concat(ALL.stream(), Stream.of(EVENT_BUS_WEB_SOCKET)));
  private static final Map<String, Endpoint> ROUTED = literals(ALL.stream());
  private static final List<Endpoint> WITH_PARAMETERS =
      ALL.stream().filter(endpoint -> !endpoint.isLiteral()).toList();

  private EndpointTable() {}

  private static Map<String, Endpoint> literals(Stream<Endpoint> endpoints) {
    return endpoints
        .filter(Endpoint::isLiteral)
        .collect(Collectors.toUnmodifiableMap(Endpoint::path, Function.identity()));
  }

  private static Endpoint health(String path) {
    return at(path)
        .takesAnyQuery(GET)
        .takesAnyQuery(HEAD)
        .takesAnyQuery(OPTIONS)
        .with(Endpoint.Trait.ALWAYS_SERVED);
  }

  /**
   * Returns true for requests that are answered even if a limit is reached. The router normalizes
   * paths: one with dots or percent-encoding may lead elsewhere.
   *
   * @param path as it was sent
   */
  static boolean isAlwaysServed(@Nullable String path) {
    Endpoint endpoint = find(path);
    boolean admin =
        path != null
            && path.startsWith(ADMIN_PREFIX)
            && path.indexOf('.') < 0
            && path.indexOf('%') < 0;
    return admin || (endpoint != null && endpoint.has(Endpoint.Trait.ALWAYS_SERVED));
  }

  /** Returns true for a path of the HTTP API. */
  static boolean isApi(String normalizedPath) {
    return isBelow(API_PREFIX, normalizedPath);
  }

  /** Returns true for a path of the event-bus bridge. */
  static boolean isEventBus(String normalizedPath) {
    return isBelow(EVENT_BUS_PREFIX, normalizedPath);
  }

  /** Returns true for a path that begins with a prefix, which may be without its last slash. */
  private static boolean isBelow(String prefix, String path) {
    return path.startsWith(prefix)
        || (path.length() == prefix.length() - 1 && prefix.startsWith(path));
  }

  /**
   * Returns the endpoint without parameters that the router would find for a path, with or without
   * a slash at its end; null if there is none.
   */
  static @Nullable Endpoint findRouted(@Nullable String normalizedPath) {
    return normalizedPath == null ? null : ROUTED.get(withoutSlash(normalizedPath));
  }

  /** Returns a path as the router compares it, without a slash at its end. */
  private static String withoutSlash(String path) {
    int end = path.length() - 1;
    return end > 0 && path.charAt(end) == '/' ? path.substring(0, end) : path;
  }

  /** Returns true if a path is that of an endpoint without parameters. */
  static boolean isPathOf(Endpoint endpoint, @Nullable String path) {
    return path != null && endpoint.path().equals(withoutSlash(path));
  }

  /**
   * Returns the endpoint with parameters that the router would find for a path; null if there is
   * none.
   *
   * @param sentPath the path as it was sent
   */
  static @Nullable Endpoint findWithParameters(String sentPath, String normalizedPath) {
    for (Endpoint endpoint : WITH_PARAMETERS) {
      if (endpoint.matches(sentPath, normalizedPath)) {
        return endpoint;
      }
    }
    return null;
  }

  /**
   * Returns the endpoint whose path has no parameters and is this one, with or without a slash at
   * its end; null if there is none.
   */
  static @Nullable Endpoint find(@Nullable String path) {
    return path == null ? null : BY_PATH.get(withoutSlash(path));
  }
}
