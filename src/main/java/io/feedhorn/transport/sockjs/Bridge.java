package io.feedhorn.transport.sockjs;

import io.feedhorn.access.Client;
import io.feedhorn.access.Credentials;
import io.feedhorn.access.Grant;
import io.feedhorn.access.Lease;
import io.feedhorn.hub.Hub;
import io.feedhorn.hub.Options;
import io.feedhorn.hub.Splice;
import io.feedhorn.model.Code;
import io.feedhorn.model.Cursor;
import io.feedhorn.model.JsonFields;
import io.feedhorn.model.JsonText;
import io.feedhorn.model.Pattern;
import io.feedhorn.model.Position;
import io.feedhorn.model.Refusal;
import io.feedhorn.publish.Addresses;
import io.feedhorn.publish.Receipt;
import io.feedhorn.transport.Edge;
import io.feedhorn.transport.InOrder;
import io.feedhorn.transport.Refusals;
import io.feedhorn.transport.Underway;
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
final class Bridge {
  private static final String ADDRESS = "address";
  private static final Set<String> CHANGES = Set.of("\"register\"", "\"unregister\"");
  private static final short UNAUTHORIZED = 4001;
  private static final short OVER_A_LIMIT = 4100;

  private final Edge edge;
  private final Client client;
  private final Hub hub;
  private final Link link;
  private final String transport;
  private final Map<String, Registration> registrations = new HashMap<>();
  private final Lease lease;
  private final InOrder inOrder;
  private final Underway underway;
  private @Nullable String token;
  private boolean unflushed;

  Bridge(Edge edge, Client client, Link link, String transport, Grant grant) {
    this.edge = edge;
    this.client = client;
    this.hub = edge.hub();
    this.link = link;
    this.transport = transport;
    this.lease = edge.lease(grant, () -> end(UNAUTHORIZED, "the token has expired"));
    this.inOrder =
        new InOrder(
            edge.limits().backlogBytes(),
            () -> end(OVER_A_LIMIT, "too much while an earlier message was waited for"));
    this.underway = new Underway(hub);
    hub.meters().opened(transport);
  }

  void receive(Buffer utf8) {
    try {
      receive(JsonText.decode(utf8));
    } catch (Refusal notUtf8) {
      error("invalid_json", refusal(notUtf8));
    }
  }

  void receive(String message) {
    inOrder.pass(message.length(), () -> read(message));
  }

  private void read(String message) {
    try {
      JsonFields fields = JsonFields.parse(message);
      String authorization =
          edge.guard().isOpen() ? null : headers(fields).optionalString("Authorization");
      if (authorization == null || authorization.equals(token)) {
        handleInOrder(fields);
      } else {
        inOrder.waitFor(renew(authorization, fields));
      }
    } catch (RuntimeException failure) {
      error("invalid_json", refusal(failure));
    }
  }

  /** A message that brings another token is handled with what it grants. */
  private Future<Grant> renew(String authorization, JsonFields message) {
    return edge.guard()
        .admit(new Credentials(authorization, null))
        .onSuccess(
            grant -> {
              token = authorization;
              lease.renew(grant);
              endWhatIsNotGranted(grant);
              handleInOrder(message);
            })
        .onFailure(failure -> deny(message, refusal(failure)));
  }

  private void endWhatIsNotGranted(Grant grant) {
    for (String address : List.copyOf(registrations.keySet())) {
      if (!edge.guard().maySubscribe(grant, Pattern.parse(address))) {
        Registration ended = registrations.remove(address);
        ended.close();
        error(
            "access_denied",
            new Refusal(Code.FORBIDDEN, "The token does not grant " + address + ": it ends."));
      }
    }
  }

  /** Nothing that a bad token stands on is done; a sender hears of it by its reply address. */
  private void deny(JsonFields message, Refusal refusal) {
    String replyAddress = message.raw("replyAddress");
    if (replyAddress != null && replyAddress.startsWith("\"")) {
      fail(message.string("replyAddress"), refusal);
    } else {
      error(BridgeText.name(refusal), refusal);
    }
  }

  /** Lets a message that changes subscriptions wait for the values published before it. */
  private void handleInOrder(JsonFields message) {
    boolean changes = CHANGES.contains(String.valueOf(message.raw("type")));
    Future<Void> before = changes ? underway.settled() : Future.succeededFuture();
    if (before.isComplete()) {
      handleNow(message);
    } else {
      inOrder.waitFor(before.onSuccess(settled -> handleNow(message)));
    }
  }

  /** A registration whose cursor is ahead of this node waits for what the feed's owner says. */
  private void handleNow(JsonFields message) {
    if (inOrder.isClosed()) {
      return;
    }
    Future<@Nullable Cursor> checked = hub.checked(cursor(message));
    if (checked.isComplete()) {
      handleOrDeny(message, checked.result());
    } else {
      inOrder.waitFor(
          checked.onSuccess(
              since -> {
                if (!inOrder.isClosed()) {
                  handleOrDeny(message, since);
                }
              }));
    }
  }

  /** The cursor of a registration; null where there is none, or it is refused further on. */
  private static @Nullable Cursor cursor(JsonFields message) {
    try {
      return "\"register\"".equals(message.raw("type"))
          ? since(headers(message), Pattern.parse(message.string(ADDRESS)).feed())
          : null;
    } catch (Refusal refused) {
      return null;
    }
  }

  private void handleOrDeny(JsonFields message, @Nullable Cursor since) {
    try {
      handle(message, since);
    } catch (Denied denied) {
      hub.meters().refused(denied.refusal().code());
      error(denied.error(), denied.refusal());
    } catch (RuntimeException failure) {
      error("invalid_json", refusal(failure));
    }
  }

  private void handle(JsonFields message, @Nullable Cursor since) throws Denied {
    String type = message.raw("type");
    if (type == null || !type.startsWith("\"")) {
      throw new Denied("missing_type", "'type' is missing; it is a string.");
    }
    String kind = message.string("type");
    if (!kind.equals("send")) {
      require(client::requests);
    }
    switch (kind) {
      case "ping" -> ping(message);
      case "register" -> register(message, since);
      case "unregister" -> unregister(message);
      case "publish" -> publish(message);
      case "send" -> send(message);
      default ->
          throw new Denied(
              "invalid_type", "There are ping, register, unregister, publish and send.");
    }
  }

  private void ping(JsonFields message) {
    answer(message, Telling.settled(hub.feeds().clock().micros(), registrations.values()));
  }

  /** The official client names no reply address here, and hears nothing. */
  private void answer(JsonFields message, String body) {
    String replyAddress = message.optionalString("replyAddress");
    if (replyAddress != null) {
      link.send(BridgeText.reply(replyAddress, body));
    }
  }

  private void register(JsonFields message, @Nullable Cursor checked) throws Denied {
    String address = address(message);
    int most = edge.limits().subscriptions();
    if (registrations.size() >= most) {
      throw new Denied("max_handlers_reached", "A connection has at most " + most + " addresses.");
    }
    if (registrations.containsKey(address)) {
      throw new Denied("address_already_registered", "'" + address + "' is registered already.");
    }
    Pattern pattern = pattern(address);
    require(() -> edge.guard().requireSubscribe(lease.grant(), List.of(pattern)));
    Registration registration = new Registration(hub, link, this::flush, transport, address);
    try {
      JsonFields headers = headers(message);
      requireNoReader(headers);
      Cursor since = checked == null ? since(headers, pattern.feed()) : checked;
      Splice splice = registration.open(pattern, since, options(headers));
      answer(message, Telling.registered(since, splice));
    } catch (Refusal refusal) {
      throw new Denied("rejected", refusal);
    }
    registrations.put(address, registration);
  }

  /**
   * An address is of one feed: of a cursor of several, which resumes anywhere, it takes its own.
   */
  private static @Nullable Cursor since(JsonFields headers, String feed) {
    String since = headers.optionalString("since");
    if (since == null) {
      return null;
    }
    Cursor cursor = Cursor.parseSince(since);
    Position own = cursor.position(feed);
    return own == null ? cursor : Cursor.of(feed, own);
  }

  private static JsonFields headers(JsonFields message) {
    String headers = message.has("headers") ? message.raw("headers") : null;
    return JsonFields.parse(headers == null ? "{}" : headers);
  }

  private static void requireNoReader(JsonFields headers) {
    if (headers.has("reader")) {
      throw new Refusal(Code.BAD_REQUEST, "'reader' is not supported in this version.");
    }
  }

  private static Options options(JsonFields headers) {
    return Options.of(headers.number("maxRate"), headers.flag("conflate", false));
  }

  private void unregister(JsonFields message) throws Denied {
    Registration registration = registrations.remove(address(message));
    if (registration != null) {
      registration.close();
    }
  }

  private void publish(JsonFields message) throws Denied {
    String address = address(message);
    pattern(address);
    require(() -> edge.guard().requirePublish(lease.grant(), address));
    require(client::publishes);
    underway.add(edge.door().publish(address, body(message))).onFailure(this::failed);
  }

  private void send(JsonFields message) throws Denied {
    if (!address(message).equals(Addresses.PUBLISH)) {
      throw new Denied(
          "access_denied", "Only '" + Addresses.PUBLISH + "' can be sent to; publish on a topic.");
    }
    String replyAddress = message.optionalString("replyAddress");
    Future<Receipt> published = underway.add(publishNamed(message));
    if (replyAddress == null) {
      published.onFailure(this::failed);
    } else {
      published
          .onSuccess(receipt -> link.send(BridgeText.reply(replyAddress, receipt.json())))
          .onFailure(failure -> fail(replyAddress, refusal(failure)));
    }
  }

  private Future<Receipt> publishNamed(JsonFields message) {
    try {
      client.requests();
      client.publishes();
      JsonFields body = JsonFields.parse(body(message));
      String topic = body.string("topic");
      edge.guard().requirePublish(lease.grant(), topic);
      return edge.door().publish(topic, body.value("data").toString());
    } catch (Refusal refusal) {
      return Future.failedFuture(refusal);
    }
  }

  private void failed(Throwable failure) {
    Refusal refusal = refusal(failure);
    error(BridgeText.name(refusal), refusal);
  }

  private void fail(String replyAddress, Refusal refusal) {
    link.send(BridgeText.failure(replyAddress, refusal));
  }

  private void error(String error, Refusal refusal) {
    link.send(BridgeText.error(error, refusal));
  }

  private Refusal refusal(Throwable failure) {
    Refusal refusal = Refusals.of(failure);
    hub.meters().refused(refusal.code());
    return refusal;
  }

  private static void require(Runnable check) throws Denied {
    try {
      check.run();
    } catch (Refusal refusal) {
      throw new Denied(refusal);
    }
  }

  private static String body(JsonFields message) {
    String body = message.raw("body");
    return body == null ? "null" : body;
  }

  private static String address(JsonFields message) throws Denied {
    String address = message.optionalString(ADDRESS);
    if (address == null) {
      throw new Denied("missing_address", "'address' is missing; it is a string.");
    }
    return address;
  }

  private static Pattern pattern(String address) throws Denied {
    try {
      return Pattern.parse(address);
    } catch (Refusal refusal) {
      throw new Denied("access_denied", refusal);
    }
  }

  /** Each address has an outbox of its own; what a turn has for all of them goes out in one. */
  private void flush() {
    if (!unflushed) {
      unflushed = true;
      hub.atTheEndOfTheTurn(
          () -> {
            unflushed = false;
            link.flush();
          });
    }
  }

  void drained() {
    List.copyOf(registrations.values()).forEach(Registration::drained);
  }

  private void end(short code, String reason) {
    forget();
    link.close(code, reason);
  }

  void closed() {
    lease.end();
    forget();
    hub.meters().closed(transport);
  }

  private void forget() {
    inOrder.close();
    registrations.values().forEach(Registration::close);
    registrations.clear();
  }
}
