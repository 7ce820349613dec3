package io.feedhorn.transport.sockjs;

import io.feedhorn.auth.Authorizer;
import io.feedhorn.auth.Permissions;
import io.feedhorn.hub.Hub;
import io.feedhorn.hub.Outbox;
import io.feedhorn.hub.SubscribeOptions;
import io.feedhorn.hub.SubscribeResult;
import io.feedhorn.model.Cursor;
import io.feedhorn.model.FeedException;
import io.feedhorn.model.Position;
import io.feedhorn.model.TopicPattern;
import io.feedhorn.transport.ClientSession;
import io.feedhorn.transport.LoopContext;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The addresses that one client of the bridge has registered, each with a subscription of its own.
 * Owned by the connection's event loop, not thread-safe.
 */
final class BridgeRegistrations {
  private final Hub hub;
  private final Authorizer authorizer;
  private final int maxAddresses;
  private final ClientSession session;
  private final BridgeConnection connection;
  private final String transport;
  private final Map<String, BridgeSubscription> byAddress = new HashMap<>();
  private boolean flushScheduled;

  BridgeRegistrations(
      LoopContext loopContext,
      ClientSession session,
      BridgeConnection connection,
      String transport) {
    this.hub = loopContext.hub();
    this.authorizer = loopContext.authorizer();
    this.maxAddresses = loopContext.limits().subscriptions();
    this.session = session;
    this.connection = connection;
    this.transport = transport;
  }

  /**
   * Registers an address. Its updates are sent by the next flush.
   *
   * @param checked the valid cursor of the request, or null
   * @return the body of the answer
   * @throws FeedException if a header is invalid
   */
  String register(BridgeRequest request, @Nullable Cursor checked) throws BridgeException {
    String address = request.address();
    if (byAddress.size() >= maxAddresses) {
      throw new BridgeException(
          "max_handlers_reached",
          "A connection has at most " + maxAddresses + " addresses (limits.subscriptions).");
    }
    if (byAddress.containsKey(address)) {
      throw new BridgeException(
          "address_already_registered", "'" + address + "' is registered already.");
    }
    TopicPattern pattern = request.pattern();
    requirePermission(pattern);
    BridgeSubscription subscription =
        new BridgeSubscription(hub, session, connection, this::scheduleFlush, transport, address);
    SubscribeOptions options = request.options();
    Cursor requested = request.since(pattern.feed());
    Cursor since = checked == null ? requested : checked;
    SubscribeResult subscribed = subscription.open(pattern, since, options);
    byAddress.put(address, subscription);
    return BridgeMessages.registered(since, requested == null, subscribed);
  }

  private void requirePermission(TopicPattern pattern) throws BridgeException {
    try {
      authorizer.requireSubscribe(session.permissions(), List.of(pattern));
    } catch (FeedException exception) {
      throw new BridgeException(exception);
    }
  }

  /** Unregisters an address. Has no effect if it is not registered. */
  void unregister(String address) {
    BridgeSubscription subscription = byAddress.remove(address);
    if (subscription != null) {
      subscription.close();
    }
  }

  /** Unregisters the addresses that are not permitted any more, and returns them. */
  List<String> unregisterForbidden(Permissions permissions) {
    List<String> forbidden = new ArrayList<>();
    for (String address : List.copyOf(byAddress.keySet())) {
      if (!authorizer.maySubscribe(permissions, TopicPattern.parse(address))) {
        unregister(address);
        forbidden.add(address);
      }
    }
    return forbidden;
  }

  /** Returns the outbox of each address. */
  Collection<Outbox> outboxes() {
    return byAddress.values().stream().map(BridgeSubscription::outbox).toList();
  }

  /** Announces another user of the connection for presence. */
  void announce() {
    byAddress.values().forEach(BridgeSubscription::announce);
  }

  void unregisterAll() {
    byAddress.values().forEach(BridgeSubscription::close);
    byAddress.clear();
  }

  /**
   * Returns the position that all addresses have reached: in each feed the smallest offset. Empty
   * while an update waits for any of them, or while a log is being replaced.
   */
  Cursor caughtUpCursor() {
    Map<String, Position> smallest = new HashMap<>();
    for (BridgeSubscription subscription : byAddress.values()) {
      Cursor own = subscription.caughtUpCursor();
      if (own == null) {
        return Cursor.empty();
      }
      for (Map.Entry<String, Position> each : own.positions().entrySet()) {
        Position other = smallest.putIfAbsent(each.getKey(), each.getValue());
        if (other != null && !other.epoch().equals(each.getValue().epoch())) {
          return Cursor.empty();
        }
        if (other != null && each.getValue().offset() < other.offset()) {
          smallest.put(each.getKey(), each.getValue());
        }
      }
    }
    Cursor cursor = Cursor.empty();
    for (Map.Entry<String, Position> each : smallest.entrySet()) {
      cursor = cursor.with(each.getKey(), each.getValue());
    }
    return cursor;
  }

  /** Continues to write after the connection accepts more data again. */
  void drained() {
    List.copyOf(byAddress.values()).forEach(BridgeSubscription::drained);
  }

  /** Every address has its own outbox; one flush sends the updates of all of them. */
  private void scheduleFlush() {
    if (!flushScheduled) {
      flushScheduled = true;
      hub.afterFlush(
          () -> {
            flushScheduled = false;
            connection.flush();
          });
    }
  }
}
