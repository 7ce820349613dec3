package io.feedhorn.http.admin;

import io.feedhorn.model.Clock;
import io.feedhorn.model.DisconnectReason;
import io.feedhorn.model.ErrorCode;
import io.feedhorn.model.FeedException;
import io.feedhorn.model.Topic;
import io.feedhorn.transport.QueryParameters;
import io.feedhorn.transport.SessionDirectory;
import io.feedhorn.transport.SessionPage;
import io.feedhorn.transport.SessionQuery;
import io.feedhorn.transport.SessionStatus;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Lists, shows and closes the connections of this node. Safe on any thread. */
public final class ConnectionsHandler {
  private static final int MAX_LIMIT = 1_000;
  private static final int DEFAULT_LIMIT = 100;
  private static final int LISTED_TOPICS = 10;
  private static final List<DisconnectReason> REASONS =
      List.of(
          DisconnectReason.ADMIN_CLOSED,
          DisconnectReason.ADMIN_PAUSED,
          DisconnectReason.ADMIN_RECONNECT);

  private final SessionDirectory sessions;
  private final Clock clock;
  private final AdminResponse response;
  private final List<String> transports;

  /**
   * @param node the name of this node in its cluster; null for a single server
   * @param transports the labels of the transports
   */
  public ConnectionsHandler(
      SessionDirectory sessions, Clock clock, @Nullable String node, List<String> transports) {
    this.sessions = sessions;
    this.clock = clock;
    this.response = new AdminResponse(node);
    this.transports = transports;
  }

  /** {@code GET /v1/admin/connections}: the connections of this node, in pages. */
  public Future<Void> list(RoutingContext context) {
    QueryParameters parameters = new QueryParameters(context.request());
    String topic = parameters.exact("topic");
    SessionQuery query =
        new SessionQuery(
            transport(parameters.exact("transport")),
            parameters.exact("user"),
            topic == null ? null : Topic.parse(topic),
            order(parameters),
            parameters.exact("after"),
            parameters.number("limit", 1, MAX_LIMIT, DEFAULT_LIMIT));
    return sessions
        .list(query)
        .compose(page -> AdminResponse.send(context, listing(page, query.order())));
  }

  private @Nullable String transport(@Nullable String name) {
    if (name != null && !transports.contains(name)) {
      throw new FeedException(
          ErrorCode.BAD_REQUEST,
          "There is no transport '%s'; allowed are %s."
              .formatted(name, String.join(", ", transports)));
    }
    return name;
  }

  private static SessionQuery.Order order(QueryParameters parameters) {
    String text = parameters.exact("order");
    SessionQuery.Order order =
        Arrays.stream(SessionQuery.Order.values())
            .filter(each -> text == null || each.text().equals(text))
            .findFirst()
            .orElseThrow(
                () ->
                    new FeedException(
                        ErrorCode.BAD_REQUEST,
                        "'order' must be one of " + SessionQuery.orders() + "."));
    if (order != SessionQuery.Order.ID && parameters.exact("after") != null) {
      throw new FeedException(
          ErrorCode.BAD_REQUEST,
          "'after' needs the order 'id'; in other orders there is one page, of at most "
              + MAX_LIMIT
              + " connections.");
    }
    return order;
  }

  private JsonObject listing(SessionPage page, SessionQuery.Order order) {
    long now = clock.micros();
    JsonArray rows = new JsonArray();
    page.sessions().forEach(session -> rows.add(ConnectionJson.of(session, LISTED_TOPICS, now)));
    boolean hasNext = page.more() && order == SessionQuery.Order.ID;
    String last = hasNext ? page.sessions().get(page.sessions().size() - 1).id() : null;
    return response.object().put("total", page.total()).put("connections", rows).put("next", last);
  }

  /** {@code GET /v1/admin/connections/{id}}: one connection with all its patterns. */
  public Future<Void> find(RoutingContext context) {
    String id = context.pathParam("connection");
    return sessions.find(id).compose(found -> send(context, id, found));
  }

  private Future<Void> send(RoutingContext context, String id, @Nullable SessionStatus found) {
    return AdminResponse.send(
        context,
        response
            .object()
            .mergeIn(ConnectionJson.of(require(id, found), Integer.MAX_VALUE, clock.micros())));
  }

  /** {@code DELETE /v1/admin/connections/{id}}: closes a connection with a code. */
  public Future<Void> close(RoutingContext context) {
    String id = context.pathParam("connection");
    DisconnectReason reason = reason(new QueryParameters(context.request()).exact("code"));
    return sessions
        .close(id, reason)
        .map(found -> requireOpen(require(id, found)))
        .compose(
            closed ->
                AdminResponse.send(
                    context,
                    response
                        .object()
                        .put("id", closed.id())
                        .put("code", reason.closeCode())
                        .put("reason", reason.label())
                        .put("text", reason.text())));
  }

  private static DisconnectReason reason(@Nullable String code) {
    String wanted =
        code == null ? Integer.toString(DisconnectReason.ADMIN_PAUSED.closeCode()) : code;
    return REASONS.stream()
        .filter(each -> Integer.toString(each.closeCode()).equals(wanted))
        .findFirst()
        .orElseThrow(
            () -> new FeedException(ErrorCode.BAD_REQUEST, "'code' must be " + codes() + "."));
  }

  private static String codes() {
    return REASONS.stream()
        .map(each -> each.closeCode() + " (reconnect " + each.reconnect().text() + ")")
        .collect(Collectors.joining(", "));
  }

  private static SessionStatus requireOpen(SessionStatus found) {
    if (found.closing()) {
      throw new FeedException(
          ErrorCode.CONFLICT, "The server is already ending the connection '" + found.id() + "'.");
    }
    return found;
  }

  private SessionStatus require(String id, @Nullable SessionStatus found) {
    if (found == null) {
      String here = response.node() == null ? "This server" : "The node " + response.node();
      throw new FeedException(
          ErrorCode.NOT_FOUND, here + " has no connection '" + id + "'; it may have closed.");
    }
    return found;
  }
}
