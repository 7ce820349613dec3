package io.feedhorn.http.api;

import io.feedhorn.auth.Permissions;
import io.feedhorn.json.RawJson;
import io.feedhorn.model.ErrorCode;
import io.feedhorn.model.FeedException;
import io.feedhorn.model.NotificationFeeds;
import io.feedhorn.model.Topic;
import io.feedhorn.push.EndpointPolicy;
import io.feedhorn.push.PushRequests;
import io.feedhorn.push.PushSubscription;
import io.feedhorn.transport.BodyLimit;
import io.feedhorn.transport.LoopContext;
import io.feedhorn.transport.RequestBody;
import io.feedhorn.transport.RequestGrant;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Handlers for Web Push: the public key and the push subscriptions. Owned by an event loop. */
public final class PushHandler {
  private static final BodyLimit BODY_LIMIT = BodyLimit.fixed(16 * 1024);
  private static final int MAX_TOPICS = 100;
  private static final int CREATED = 201;
  private static final int OK = 200;
  private static final int NO_CONTENT = 204;

  private final LoopContext loopContext;
  private final PushRequests requests;
  private final @Nullable String publicKey;
  private final EndpointPolicy policy;

  /**
   * @param publicKey the key for {@code PushManager.subscribe}; null if Web Push is off
   */
  public PushHandler(LoopContext loopContext, @Nullable String publicKey, EndpointPolicy policy) {
    this.loopContext = loopContext;
    this.requests = new PushRequests(loopContext.vertx().eventBus());
    this.publicKey = publicKey;
    this.policy = policy;
  }

  /** Returns the largest body of a push subscription. */
  public BodyLimit bodyLimit() {
    return BODY_LIMIT;
  }

  /** Refuses every request if Web Push is off, before a body is read. */
  public void requireEnabled(RoutingContext context) {
    if (publicKey == null) {
      throw new FeedException(
          ErrorCode.NOT_FOUND, "Web Push is off on this server (push.enabled).");
    }
    context.next();
  }

  /** Refuses a body of another type than JSON. Runs before the body is read. */
  public void requireJson(RoutingContext context) {
    RequestBody.requireJson(context);
    context.next();
  }

  /** {@code GET /v1/push}: the public key. */
  public void key(RoutingContext context) {
    send(context, OK, new JsonObject().put("publicKey", publicKey));
  }

  /** {@code POST /v1/push}: stores a push subscription, as a browser has it. */
  public Future<Void> subscribe(RoutingContext context) {
    Permissions permissions = RequestGrant.of(context);
    return body(context)
        .map(body -> subscription(body, permissions))
        .compose(
            subscription ->
                requests
                    .subscribe(subscription)
                    .compose(
                        created ->
                            send(
                                context,
                                created ? CREATED : OK,
                                new JsonObject()
                                    .put("topics", new JsonArray(subscription.topics())))));
  }

  /** {@code DELETE /v1/push}: removes the push subscription with an endpoint. */
  public Future<Void> unsubscribe(RoutingContext context) {
    return body(context)
        .map(body -> string(body, "endpoint"))
        .compose(requests::unsubscribe)
        .compose(
            removed ->
                removed
                    ? context.response().setStatusCode(NO_CONTENT).end()
                    : Future.failedFuture(
                        new FeedException(
                            ErrorCode.NOT_FOUND,
                            "There is no push subscription with this 'endpoint'.")));
  }

  private Future<JsonObject> body(RoutingContext context) {
    return RequestBody.read(loopContext.vertx(), context, BODY_LIMIT)
        .map(body -> object(RawJson.decode(body)))
        .recover(
            failure ->
                Future.failedFuture(
                    failure instanceof FeedException exception
                        ? RequestBody.notJson(context.request(), exception)
                        : failure));
  }

  private static JsonObject object(String text) {
    Buffer json = RawJson.compact(text);
    if (json.getByte(0) != '{') {
      throw invalid("The body must be a JSON object.");
    }
    return RawJson.object(json);
  }

  private PushSubscription subscription(JsonObject body, Permissions permissions) {
    String endpoint = string(body, "endpoint");
    policy.requireAllowed(endpoint);
    if (!(body.getValue("keys") instanceof JsonObject keys)) {
      throw invalid("'keys' must be an object with 'p256dh' and 'auth'.");
    }
    String user = permissions.recipient().user();
    List<String> topics = topics(body, permissions);
    return PushSubscription.of(
        endpoint, string(keys, "p256dh"), string(keys, "auth"), user, topics);
  }

  /** Returns the requested topics, by default those of the token's user and groups. */
  private List<String> topics(JsonObject body, Permissions permissions) {
    List<String> topics = new ArrayList<>();
    if (!body.containsKey("topics")) {
      String user = permissions.recipient().user();
      if (user != null) {
        topics.add(NotificationFeeds.USER + "." + user);
      }
      permissions
          .recipient()
          .groups()
          .forEach(group -> topics.add(NotificationFeeds.GROUP + "." + group));
      topics.add(NotificationFeeds.EVERYONE);
      return topics;
    }
    if (!(body.getValue("topics") instanceof JsonArray names)
        || names.isEmpty()
        || names.size() > MAX_TOPICS) {
      throw invalid("'topics' must be a list of 1 to " + MAX_TOPICS + " topics.");
    }
    for (Object name : names) {
      topics.add(topic(name, permissions));
    }
    return topics.stream().distinct().toList();
  }

  private String topic(@Nullable Object name, Permissions permissions) {
    if (!(name instanceof String text)) {
      throw invalid("'topics' must be a list of strings.");
    }
    Topic topic = Topic.parse(text);
    if (!NotificationFeeds.contains(topic.feed())) {
      throw invalid(
          "'topics' must be topics of notifications (notify, notify-group, notify-all); '%s' is not."
              .formatted(topic));
    }
    loopContext.authorizer().requireRead(permissions, topic);
    return topic.name();
  }

  private static String string(JsonObject object, String name) {
    if (object.getValue(name) instanceof String text) {
      return text;
    }
    throw invalid(
        object.containsKey(name)
            ? "'" + name + "' must be a string."
            : "'" + name + "' is missing; it is a string.");
  }

  private static FeedException invalid(String reason) {
    return new FeedException(ErrorCode.BAD_REQUEST, reason);
  }

  private static Future<Void> send(RoutingContext context, int status, JsonObject body) {
    return context
        .response()
        .setStatusCode(status)
        .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
        .end(body.encode());
  }
}
