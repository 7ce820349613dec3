package io.feedhorn.presence;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The exchange of tables between the nodes of a cluster. Each node sends the changes of its own
 * table, with a number, to all others, and the number alone once a second. A node that misses
 * changes asks for the whole table. The table of a node that left the cluster is dropped. Owned by
 * the writer's event loop, not thread-safe.
 */
final class PresencePeers {
  private static final Logger LOG = LoggerFactory.getLogger(PresencePeers.class);
  private static final String CHANGES = "feedhorn.presence@";
  private static final String TABLE = "feedhorn.presence.table@";
  private static final DeliveryOptions TIMEOUT = new DeliveryOptions().setSendTimeout(2_000);
  private static final long COLLECT_MILLIS = 20;
  private static final long HEARTBEAT_MICROS = 1_000_000;
  private static final long MAX_UNKNOWN_MICROS = 30_000_000;

  private final Vertx vertx;
  private final PresenceNodes nodes;
  private final MemberTable own;
  private final Map<String, MemberTable> tables;
  private final Consumer<PresenceKey> onChanged;
  private final LongSupplier micros;

  private final String start = UUID.randomUUID().toString();
  private final Set<PresenceKey> unsent = new LinkedHashSet<>();
  private long version;
  private boolean scheduled;
  private long heartbeatAt;

  /** The last message of each node whose table is known, without its entries. */
  private final Map<String, TableMessage> known = new HashMap<>();

  private final Map<String, Long> unknownSince = new HashMap<>();
  private final Set<String> asked = new HashSet<>();

  /**
   * @param own the table of this node
   * @param tables gets the tables of the others
   * @param onChanged called for each user whose connections changed on another node
   * @param micros the server's time
   */
  PresencePeers(
      Vertx vertx,
      PresenceNodes nodes,
      MemberTable own,
      Map<String, MemberTable> tables,
      Consumer<PresenceKey> onChanged,
      LongSupplier micros) {
    this.vertx = vertx;
    this.nodes = nodes;
    this.own = own;
    this.tables = tables;
    this.onChanged = onChanged;
    this.micros = micros;
  }

  Future<?> start() {
    return Future.all(
        vertx
            .eventBus()
            .consumer(CHANGES + nodes.self(), (Message<JsonObject> message) -> receive(message))
            .completion(),
        vertx
            .eventBus()
            .consumer(TABLE + nodes.self(), (Message<JsonObject> question) -> answer(question))
            .completion());
  }

  /** Sends a change of this node's table to the others, together with those that follow soon. */
  void changed(PresenceKey key) {
    unsent.add(key);
    if (!scheduled) {
      scheduled = true;
      vertx.setTimer(COLLECT_MILLIS, timer -> sendChanges());
    }
  }

  private void sendChanges() {
    scheduled = false;
    version++;
    List<TableMessage.Entry> entries = new ArrayList<>();
    unsent.forEach(key -> entries.add(new TableMessage.Entry(key, own.get(key))));
    unsent.clear();
    sendToAll(entries);
  }

  private void sendToAll(List<TableMessage.Entry> entries) {
    heartbeatAt = micros.getAsLong() + HEARTBEAT_MICROS;
    JsonObject message = new TableMessage(nodes.self(), start, version, entries).json();
    for (String node : nodes.others().get()) {
      try {
        vertx.eventBus().send(CHANGES + node, message);
      } catch (IllegalStateException closing) {
        // Vert.x 5.0 throws it if the connection to a node that died is being closed.
        LOG.debug("Presence is not sent to node {}", node, closing);
      }
    }
  }

  private void answer(Message<JsonObject> question) {
    List<TableMessage.Entry> entries = new ArrayList<>();
    own.forEach((key, connections) -> entries.add(new TableMessage.Entry(key, connections)));
    // The table has the unsent changes already; to receive them again changes nothing.
    question.reply(new TableMessage(nodes.self(), start, version, entries).json());
  }

  private void receive(Message<JsonObject> received) {
    TableMessage message = TableMessage.of(received.body());
    String node = message.node();
    if (!nodes.others().get().contains(node)) {
      return;
    }
    TableMessage last = known.get(node);
    boolean same = last != null && last.start().equals(message.start());
    long versions = last == null ? 0 : message.version() - last.version();
    if (same && versions <= 0) {
      return;
    }
    MemberTable table = tables.get(node);
    // A heartbeat with a newer version says that the changes of that version are lost.
    if (table == null || !same || versions > 1 || message.entries().isEmpty()) {
      ask(node);
      return;
    }
    remember(message);
    message.entries().forEach(entry -> table.put(entry.key(), entry.connections()));
    message.entries().forEach(entry -> onChanged.accept(entry.key()));
  }

  private void remember(TableMessage message) {
    known.put(
        message.node(),
        new TableMessage(message.node(), message.start(), message.version(), List.of()));
  }

  private void ask(String node) {
    if (!asked.add(node)) {
      return;
    }
    Future<Message<JsonObject>> reply;
    try {
      reply = vertx.eventBus().request(TABLE + node, new JsonObject(), TIMEOUT);
    } catch (IllegalStateException closing) {
      reply = Future.failedFuture(closing);
    }
    reply
        .onSuccess(answer -> replace(node, TableMessage.of(answer.body())))
        .onFailure(failure -> LOG.debug("Node {} does not send its presence", node, failure))
        .onComplete(answered -> asked.remove(node));
  }

  private void replace(String node, TableMessage message) {
    if (!nodes.others().get().contains(node)) {
      return;
    }
    MemberTable table = new MemberTable();
    message.entries().forEach(entry -> table.put(entry.key(), entry.connections()));
    remember(message);
    replace(node, table);
  }

  private void replace(String node, @Nullable MemberTable table) {
    MemberTable before = table == null ? tables.remove(node) : tables.put(node, table);
    Set<PresenceKey> changed = new LinkedHashSet<>();
    if (before != null) {
      before.forEach((key, connections) -> changed.add(key));
    }
    if (table != null) {
      table.forEach((key, connections) -> changed.add(key));
    }
    changed.forEach(onChanged);
  }

  /** Drops the tables of nodes that left, asks those that are unknown, sends the heartbeat. */
  void tick() {
    long now = micros.getAsLong();
    List<String> others = nodes.others().get();
    for (String node : List.copyOf(known.keySet())) {
      if (!others.contains(node)) {
        known.remove(node);
        replace(node, (MemberTable) null);
      }
    }
    unknownSince.keySet().removeIf(node -> known.containsKey(node) || !others.contains(node));
    boolean heartbeat = now >= heartbeatAt;
    for (String node : others) {
      if (!known.containsKey(node)) {
        boolean isNew = unknownSince.putIfAbsent(node, now) == null;
        if (isNew || heartbeat) {
          ask(node);
        }
      }
    }
    if (heartbeat) {
      sendToAll(List.of());
    }
  }

  /**
   * Returns true if the tables of all other nodes are known. A node that does not send its table
   * for half a minute counts as known: it may have another version.
   */
  boolean allKnown() {
    long now = micros.getAsLong();
    for (String node : nodes.others().get()) {
      Long since = unknownSince.get(node);
      if (!known.containsKey(node) && (since == null || now - since < MAX_UNKNOWN_MICROS)) {
        return false;
      }
    }
    return true;
  }
}
