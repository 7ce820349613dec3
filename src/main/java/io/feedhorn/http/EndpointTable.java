package io.feedhorn.http;

import static io.feedhorn.http.Endpoint.at;
import static io.vertx.core.http.HttpMethod.DELETE;
import static io.vertx.core.http.HttpMethod.GET;
import static io.vertx.core.http.HttpMethod.HEAD;
import static io.vertx.core.http.HttpMethod.OPTIONS;
import static io.vertx.core.http.HttpMethod.POST;

import java.util.List;

/**
 * The table of endpoints: which methods and which query parameters each has. Routes are checked
 * against this table before anything else looks at a request. What SockJS serves under {@code
 * /eventbus} is not in it, since clients add parameters of their own there; nor are the pages.
 */
final class EndpointTable {
  static final Endpoint TOPICS = at("/v1/topics").reads("match", "limit", "after");
  static final Endpoint TOPIC = at("/v1/topics/:topic").reads().takes(POST);
  static final Endpoint HISTORY = at("/v1/topics/:topic/history").reads("limit");
  static final Endpoint BATCH = at("/v1/publish").takes(POST);
  static final Endpoint UPDATES =
      at("/v1/updates").takes(GET, "topics*", "since", "limit", "conflate", "wait").takes(POST);
  static final Endpoint STREAM =
      at("/v1/stream")
          .takes(
              GET,
              "topics*",
              "since",
              "conflate",
              "maxRate",
              "lastEventId",
              "lastEventID",
              "ticket");
  static final Endpoint WEB_SOCKET = at("/v1/ws").takes(GET, "ticket");
  static final Endpoint TICKETS = at("/v1/tickets").takes(POST);
  static final Endpoint TIME = at("/v1/time").reads();
  static final Endpoint HELLO = at("/v1/hello").reads("name");
  static final Endpoint LAB = at("/v1/lab").reads().takes(POST);
  static final Endpoint LAB_RUN = at("/v1/lab/:run").takes(DELETE);
  static final Endpoint METRICS = at("/metrics").reads();
  // A balancer's check must not fail for a parameter that keeps caches out; HAProxy's is OPTIONS.
  static final Endpoint LIVE = health("/health/live");
  static final Endpoint READY = health("/health/ready");

  static final List<Endpoint> ALL =
      List.of(
          TOPICS,
          TOPIC,
          HISTORY,
          BATCH,
          UPDATES,
          STREAM,
          WEB_SOCKET,
          TICKETS,
          TIME,
          HELLO,
          LAB,
          LAB_RUN,
          METRICS,
          LIVE,
          READY);

  private EndpointTable() {}

  private static Endpoint health(String path) {
    return at(path).takesAnyQuery(GET).takesAnyQuery(HEAD).takesAnyQuery(OPTIONS);
  }
}
