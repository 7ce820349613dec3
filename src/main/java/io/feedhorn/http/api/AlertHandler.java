package io.feedhorn.http.api;

import io.feedhorn.alerts.AlertRules;
import io.feedhorn.auth.Permissions;
import io.feedhorn.json.RawJson;
import io.feedhorn.model.ErrorCode;
import io.feedhorn.model.FeedException;
import io.feedhorn.model.NotificationFeeds;
import io.feedhorn.transport.BodyLimit;
import io.feedhorn.transport.LoopContext;
import io.feedhorn.transport.RequestBody;
import io.feedhorn.transport.RequestGrant;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Handlers for the rules of alerts. Owned by an event loop. */
public final class AlertHandler {
  private static final BodyLimit BODY_LIMIT = BodyLimit.fixed(16 * 1024);
  private static final int CREATED = 201;
  private static final int OK = 200;
  private static final int NO_CONTENT = 204;

  private final LoopContext loopContext;
  private final AlertRules rules;

  public AlertHandler(LoopContext loopContext, AlertRules rules) {
    this.loopContext = loopContext;
    this.rules = rules;
  }

  /** Returns the largest body of a rule. */
  public BodyLimit bodyLimit() {
    return BODY_LIMIT;
  }

  /** Refuses every request if alerts are off, before a body is read. */
  public void requireEnabled(RoutingContext context) {
    if (!rules.isEnabled()) {
      throw new FeedException(
          ErrorCode.NOT_FOUND, "Alerts are off on this server (alerts.enabled).");
    }
    context.next();
  }

  /** Refuses a body of another type than JSON. Runs before the body is read. */
  public void requireJson(RoutingContext context) {
    RequestBody.requireJson(context);
    context.next();
  }

  /** {@code GET /v1/alerts}: the rules of a user with their state. */
  public Future<Void> list(RoutingContext context) {
    return rules.find(user(context)).compose(found -> send(context, OK, found));
  }

  /** {@code POST /v1/alerts}: stores a rule. */
  public Future<Void> put(RoutingContext context) {
    Permissions permissions = RequestGrant.of(context);
    String user = user(context);
    return RequestBody.read(loopContext.vertx(), context, BODY_LIMIT)
        .map(body -> object(RawJson.decode(body)))
        .recover(
            failure ->
                Future.failedFuture(
                    failure instanceof FeedException exception
                        ? RequestBody.notJson(context.request(), exception)
                        : failure))
        .compose(
            body ->
                rules.put(
                    user,
                    body,
                    topics ->
                        loopContext.authorizer().requireSubscribe(permissions, List.of(topics))))
        .compose(stored -> send(context, stored.created() ? CREATED : OK, stored.rule()));
  }

  /** {@code DELETE /v1/alerts/{id}}: removes a rule. */
  public Future<Void> remove(RoutingContext context) {
    return rules
        .remove(user(context), context.pathParam("id"))
        .compose(removed -> context.response().setStatusCode(NO_CONTENT).end());
  }

  private static JsonObject object(String text) {
    Buffer json = RawJson.compact(text);
    if (json.getByte(0) != '{') {
      throw new FeedException(ErrorCode.BAD_REQUEST, "The body must be a JSON object: a rule.");
    }
    return RawJson.object(json);
  }

  /** Returns the user of the request: that of the token, or for operators any. */
  private static String user(RoutingContext context) {
    Permissions permissions = RequestGrant.of(context);
    String own = permissions.recipient().user();
    @Nullable String named = context.request().getParam("user");
    if (!permissions.admin() && own == null) {
      throw new FeedException(
          ErrorCode.FORBIDDEN,
          "The token names no user: 'sub' or 'feedhorn.user' must be one segment of a topic.");
    }
    if (!permissions.admin() && named != null && !named.equals(own)) {
      throw new FeedException(
          ErrorCode.FORBIDDEN, "The token does not grant to use the rules of another user.");
    }
    String user = named == null ? own : named;
    if (user == null) {
      throw new FeedException(
          ErrorCode.BAD_REQUEST, "The parameter 'user' is missing: the user of the rules.");
    }
    if (!NotificationFeeds.isRecipient(user)) {
      throw new FeedException(
          ErrorCode.BAD_REQUEST,
          "The parameter 'user' must be a name of " + NotificationFeeds.RECIPIENT_RULE + ".");
    }
    return user;
  }

  private static Future<Void> send(RoutingContext context, int status, JsonObject body) {
    return context
        .response()
        .setStatusCode(status)
        .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
        .end(body.encode());
  }
}
