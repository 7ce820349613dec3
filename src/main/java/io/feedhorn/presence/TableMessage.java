package io.feedhorn.presence;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;

/**
 * Connections of users on one node, as sent to the others. Immutable.
 *
 * @param node the name of the node
 * @param start differs between two runs of the node
 * @param version the number of the changes of the node's table so far
 * @param entries the changed connections, none for a heartbeat; in an answer, all of them
 */
record TableMessage(String node, String start, long version, List<Entry> entries) {
  /** The connections of one user; none for a user who is gone. */
  record Entry(PresenceKey key, Connections connections) {}

  TableMessage {
    entries = List.copyOf(entries);
  }

  JsonObject json() {
    JsonArray list = new JsonArray();
    for (Entry each : entries) {
      Connections connections = each.connections;
      list.add(
          new JsonArray()
              .add(each.key.topic())
              .add(each.key.user())
              .add(connections.count())
              .add(connections.name())
              .add(connections.namedMicros()));
    }
    return new JsonObject()
        .put("node", node)
        .put("start", start)
        .put("version", version)
        .put("entries", list);
  }

  static TableMessage of(JsonObject json) {
    List<Entry> entries = new ArrayList<>();
    for (Object each : json.getJsonArray("entries")) {
      JsonArray entry = (JsonArray) each;
      entries.add(
          new Entry(
              new PresenceKey(entry.getString(0), entry.getString(1)),
              new Connections(entry.getInteger(2), entry.getString(3), entry.getLong(4))));
    }
    return new TableMessage(
        json.getString("node"), json.getString("start"), json.getLong("version"), entries);
  }
}
