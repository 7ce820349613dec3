package io.feedhorn.transport.sockjs;

import io.feedhorn.auth.Credentials;
import io.feedhorn.auth.GrantExpiry;
import io.feedhorn.auth.Permissions;
import io.feedhorn.hub.Hub;
import io.feedhorn.hub.SubscribeOptions;
import io.feedhorn.hub.SubscribeResult;
import io.feedhorn.json.JsonMessage;
import io.feedhorn.json.RawJson;
import io.feedhorn.limits.ClientQuota;
import io.feedhorn.model.Cursor;
import io.feedhorn.model.ErrorCode;
import io.feedhorn.model.FeedException;
import io.feedhorn.model.Position;
import io.feedhorn.model.TopicPattern;
import io.feedhorn.publish.Addresses;
import io.feedhorn.publish.Receipt;
import io.feedhorn.transport.ClientErrors;
import io.feedhorn.transport.LoopContext;
import io.feedhorn.transport.MessageSequencer;
import io.feedhorn.transport.PendingPublishes;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The Vert.x event-bus bridge protocol on one connection: {@code register}, {@code unregister},
 * {@code publish}, {@code send} and {@code ping} from the client; {@code rec} and {@code err} to
 * it. Owned by its event loop, not thread-safe. Feeds are all that can be reached.
 */
final class EventBusBridge {
  private static final String ADDRESS = "address";
  private static final Set<String> CHANGES = Set.of("\"register\"", "\"unregister\"");
  private static final short UNAUTHORIZED = 4001;
  private static final short OVER_A_LIMIT = 4100;

  private final LoopContext loopContext;
  private final ClientQuota quota;
  private final Hub hub;
  private final BridgeConnection link;
  private final String transport;
  private final Map<String, BridgeSubscription> registrations = new HashMap<>();
  private final GrantExpiry expiry;
  private final MessageSequencer sequencer;
  private final PendingPublishes underway;
  private @Nullable String token;
  private boolean unflushed;

  EventBusBridge(
      LoopContext loopContext,
      ClientQuota quota,
      BridgeConnection link,
      String transport,
      Permissions permissions) {
    this.loopContext = loopContext;
    this.quota = quota;
    this.hub = loopContext.hub();
    this.link = link;
    this.transport = transport;
    this.expiry =
        loopContext.expireWith(permissions, () -> end(UNAUTHORIZED, "the token has expired"));
    this.sequencer =
        new MessageSequencer(
            loopContext.limits().backlogBytes(),
            () -> end(OVER_A_LIMIT, "too much while an earlier message was waited for"));
    this.underway = new PendingPublishes(hub);
    hub.meters().opened(transport);
  }

  void receive(Buffer utf8) {
    try {
      receive(RawJson.decode(utf8));
    } catch (FeedException notUtf8) {
      error("invalid_json", refusal(notUtf8));
    }
  }

  void receive(String message) {
    sequencer.submit(message.length(), () -> read(message));
  }

  private void read(String message) {
    try {
      JsonMessage fields = JsonMessage.parse(message);
      String authorization =
          loopContext.authorizer().isOpen()
              ? null
              : headers(fields).optionalString("Authorization");
      if (authorization == null || authorization.equals(token)) {
        handleInOrder(fields);
      } else {
        sequencer.suspendUntil(renew(authorization, fields));
      }
    } catch (RuntimeException failure) {
      error("invalid_json", refusal(failure));
    }
  }

  /** A message that brings another token is handled with what it grants. */
  private Future<Permissions> renew(String authorization, JsonMessage message) {
    return loopContext
        .authenticator()
        .authenticate(new Credentials(authorization, null))
        .onSuccess(
            permissions -> {
              token = authorization;
              expiry.renew(permissions);
              endWhatIsNotGranted(permissions);
              handleInOrder(message);
            })
        .onFailure(failure -> deny(message, refusal(failure)));
  }

  private void endWhatIsNotGranted(Permissions permissions) {
    for (String address : List.copyOf(registrations.keySet())) {
      if (!loopContext.authorizer().maySubscribe(permissions, TopicPattern.parse(address))) {
        BridgeSubscription ended = registrations.remove(address);
        ended.close();
        error(
            "access_denied",
            new FeedException(
                ErrorCode.FORBIDDEN, "The token does not grant " + address + ": it ends."));
      }
    }
  }

  /** Nothing that a bad token stands on is done; a sender hears of it by its reply address. */
  private void deny(JsonMessage message, FeedException exception) {
    String replyAddress = message.raw("replyAddress");
    if (replyAddress != null && replyAddress.startsWith("\"")) {
      fail(message.string("replyAddress"), exception);
    } else {
      error(BridgeMessages.name(exception), exception);
    }
  }

  /** Lets a message that changes subscriptions wait for the values published before it. */
  private void handleInOrder(JsonMessage message) {
    boolean changes = CHANGES.contains(String.valueOf(message.raw("type")));
    Future<Void> before = changes ? underway.settled() : Future.succeededFuture();
    if (before.isComplete()) {
      handleNow(message);
    } else {
      sequencer.suspendUntil(before.onSuccess(settled -> handleNow(message)));
    }
  }

  /** A registration whose cursor is ahead of this node waits for what the feed's owner says. */
  private void handleNow(JsonMessage message) {
    if (sequencer.isClosed()) {
      return;
    }
    Future<@Nullable Cursor> checked = hub.checked(cursor(message));
    if (checked.isComplete()) {
      handleOrDeny(message, checked.result());
    } else {
      sequencer.suspendUntil(
          checked.onSuccess(
              since -> {
                if (!sequencer.isClosed()) {
                  handleOrDeny(message, since);
                }
              }));
    }
  }

  /** The cursor of a registration; null where there is none, or it is refused further on. */
  private static @Nullable Cursor cursor(JsonMessage message) {
    try {
      return "\"register\"".equals(message.raw("type"))
          ? since(headers(message), TopicPattern.parse(message.string(ADDRESS)).feed())
          : null;
    } catch (FeedException refused) {
      return null;
    }
  }

  private void handleOrDeny(JsonMessage message, @Nullable Cursor since) {
    try {
      handle(message, since);
    } catch (BridgeException denied) {
      hub.meters().refused(denied.refusal().code());
      error(denied.error(), denied.refusal());
    } catch (RuntimeException failure) {
      error("invalid_json", refusal(failure));
    }
  }

  private void handle(JsonMessage message, @Nullable Cursor since) throws BridgeException {
    String type = message.raw("type");
    if (type == null || !type.startsWith("\"")) {
      throw new BridgeException("missing_type", "'type' is missing; it is a string.");
    }
    String kind = message.string("type");
    if (!kind.equals("send")) {
      require(quota::requests);
    }
    switch (kind) {
      case "ping" -> ping(message);
      case "register" -> register(message, since);
      case "unregister" -> unregister(message);
      case "publish" -> publish(message);
      case "send" -> send(message);
      default ->
          throw new BridgeException(
              "invalid_type", "There are ping, register, unregister, publish and send.");
    }
  }

  private void ping(JsonMessage message) {
    answer(message, BridgeReplies.settled(hub.feeds().clock().micros(), registrations.values()));
  }

  /** The official client names no reply address here, and hears nothing. */
  private void answer(JsonMessage message, String body) {
    String replyAddress = message.optionalString("replyAddress");
    if (replyAddress != null) {
      link.send(BridgeMessages.reply(replyAddress, body));
    }
  }

  private void register(JsonMessage message, @Nullable Cursor checked) throws BridgeException {
    String address = address(message);
    int most = loopContext.limits().subscriptions();
    if (registrations.size() >= most) {
      throw new BridgeException(
          "max_handlers_reached", "A connection has at most " + most + " addresses.");
    }
    if (registrations.containsKey(address)) {
      throw new BridgeException(
          "address_already_registered", "'" + address + "' is registered already.");
    }
    TopicPattern pattern = pattern(address);
    require(() -> loopContext.authorizer().requireSubscribe(expiry.grant(), List.of(pattern)));
    BridgeSubscription subscription =
        new BridgeSubscription(hub, link, this::flush, transport, address);
    try {
      JsonMessage headers = headers(message);
      requireNoReader(headers);
      Cursor since = checked == null ? since(headers, pattern.feed()) : checked;
      SubscribeResult subscribed = subscription.open(pattern, since, options(headers));
      answer(message, BridgeReplies.registered(since, subscribed));
    } catch (FeedException exception) {
      throw new BridgeException("rejected", exception);
    }
    registrations.put(address, subscription);
  }

  /**
   * An address is of one feed: of a cursor of several, which resumes anywhere, it takes its own.
   */
  private static @Nullable Cursor since(JsonMessage headers, String feed) {
    String since = headers.optionalString("since");
    if (since == null) {
      return null;
    }
    Cursor cursor = Cursor.parseSince(since);
    Position own = cursor.position(feed);
    return own == null ? cursor : Cursor.of(feed, own);
  }

  private static JsonMessage headers(JsonMessage message) {
    String headers = message.has("headers") ? message.raw("headers") : null;
    return JsonMessage.parse(headers == null ? "{}" : headers);
  }

  private static void requireNoReader(JsonMessage headers) {
    if (headers.has("reader")) {
      throw new FeedException(ErrorCode.BAD_REQUEST, "'reader' is not supported in this version.");
    }
  }

  private static SubscribeOptions options(JsonMessage headers) {
    return SubscribeOptions.of(headers.number("maxRate"), headers.flag("conflate", false));
  }

  private void unregister(JsonMessage message) throws BridgeException {
    BridgeSubscription subscription = registrations.remove(address(message));
    if (subscription != null) {
      subscription.close();
    }
  }

  private void publish(JsonMessage message) throws BridgeException {
    String address = address(message);
    pattern(address);
    require(() -> loopContext.authorizer().requirePublish(expiry.grant(), address));
    require(quota::publishes);
    underway
        .add(loopContext.publishService().publish(address, body(message)))
        .onFailure(this::failed);
  }

  private void send(JsonMessage message) throws BridgeException {
    if (!address(message).equals(Addresses.PUBLISH)) {
      throw new BridgeException(
          "access_denied", "Only '" + Addresses.PUBLISH + "' can be sent to; publish on a topic.");
    }
    String replyAddress = message.optionalString("replyAddress");
    Future<Receipt> published = underway.add(publishNamed(message));
    if (replyAddress == null) {
      published.onFailure(this::failed);
    } else {
      published
          .onSuccess(receipt -> link.send(BridgeMessages.reply(replyAddress, receipt.json())))
          .onFailure(failure -> fail(replyAddress, refusal(failure)));
    }
  }

  private Future<Receipt> publishNamed(JsonMessage message) {
    try {
      quota.requests();
      quota.publishes();
      JsonMessage body = JsonMessage.parse(body(message));
      String topic = body.string("topic");
      loopContext.authorizer().requirePublish(expiry.grant(), topic);
      return loopContext.publishService().publish(topic, body.value("data").toString());
    } catch (FeedException exception) {
      return Future.failedFuture(exception);
    }
  }

  private void failed(Throwable failure) {
    FeedException exception = refusal(failure);
    error(BridgeMessages.name(exception), exception);
  }

  private void fail(String replyAddress, FeedException exception) {
    link.send(BridgeMessages.failure(replyAddress, exception));
  }

  private void error(String error, FeedException exception) {
    link.send(BridgeMessages.error(error, exception));
  }

  private FeedException refusal(Throwable failure) {
    FeedException exception = ClientErrors.of(failure);
    hub.meters().refused(exception.code());
    return exception;
  }

  private static void require(Runnable check) throws BridgeException {
    try {
      check.run();
    } catch (FeedException exception) {
      throw new BridgeException(exception);
    }
  }

  private static String body(JsonMessage message) {
    String body = message.raw("body");
    return body == null ? "null" : body;
  }

  private static String address(JsonMessage message) throws BridgeException {
    String address = message.optionalString(ADDRESS);
    if (address == null) {
      throw new BridgeException("missing_address", "'address' is missing; it is a string.");
    }
    return address;
  }

  private static TopicPattern pattern(String address) throws BridgeException {
    try {
      return TopicPattern.parse(address);
    } catch (FeedException exception) {
      throw new BridgeException("access_denied", exception);
    }
  }

  /** Each address has an outbox of its own; what a turn has for all of them goes out in one. */
  private void flush() {
    if (!unflushed) {
      unflushed = true;
      hub.afterFlush(
          () -> {
            unflushed = false;
            link.flush();
          });
    }
  }

  void drained() {
    List.copyOf(registrations.values()).forEach(BridgeSubscription::drained);
  }

  private void end(short code, String reason) {
    forget();
    link.close(code, reason);
  }

  void closed() {
    expiry.end();
    forget();
    hub.meters().closed(transport);
  }

  private void forget() {
    sequencer.close();
    registrations.values().forEach(BridgeSubscription::close);
    registrations.clear();
  }
}
