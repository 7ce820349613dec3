package io.feedhorn.conform;

import io.feedhorn.client.HttpAnswer;
import io.feedhorn.client.ReadRequest;
import io.feedhorn.client.ReceivedUpdate;
import io.feedhorn.client.RequestRefusedException;
import io.feedhorn.client.Transport;
import io.feedhorn.client.UpdateReader;
import io.vertx.core.json.JsonObject;
import java.util.List;

/** Checks of named readers, which each check creates and removes. */
final class ReaderChecks {
  static final List<ContractCheck> CHECKS =
      List.of(
          new ContractCheck(
              "reader.resume",
              "What a reader has acknowledged is not sent again, everything else is",
              ReaderChecks::resume),
          new ContractCheck(
              "reader.forward", "The cursor of a reader moves forward only", ReaderChecks::forward),
          new ContractCheck(
              "reader.unread",
              "Unread updates are counted, and a move is an update",
              ReaderChecks::unread));

  private static final int UPDATES = 10;
  private static final int ACKNOWLEDGED = 4;

  /** Codes of a server without readers, or with a token that does not permit them. */
  private static final List<String> NOT_AVAILABLE =
      List.of("bad_request", "forbidden", "not_found");

  private ReaderChecks() {}

  /** Acknowledges, and skips the check if the server has no readers for this client. */
  private static String acknowledge(CheckContext context, String name, String cursor) {
    try {
      return context.client().acknowledge(name, cursor);
    } catch (RequestRefusedException refused) {
      if (NOT_AVAILABLE.contains(refused.code())) {
        throw new CheckSkipped("the server refuses readers: " + refused.getMessage());
      }
      throw refused;
    }
  }

  private static void remove(CheckContext context, String name) {
    context.client().send("DELETE", "/v1/readers/" + name, null);
  }

  private static JsonObject state(CheckContext context, String name) {
    HttpAnswer answer = context.client().get("/v1/readers/" + name).requireStatus(200);
    return new JsonObject(answer.body());
  }

  private static void require(boolean condition, String text) {
    if (!condition) {
      throw new CheckFailed(text);
    }
  }

  private static String resume(CheckContext context) throws InterruptedException {
    return context.forEach(context.transports(), transport -> resume(context, transport));
  }

  private static void resume(CheckContext context, Transport transport) {
    String prefix = context.prefix();
    String start = context.publish(prefix + ".a", "0").cursor();
    List<String> updates = context.publishMany(prefix + ".a", UPDATES);
    long offset = ReceivedUpdate.of(updates.get(ACKNOWLEDGED - 1)).offset();
    acknowledge(context, prefix, start.replaceFirst("[0-9]+$", Long.toString(offset)));
    try {
      ReadRequest request = ReadRequest.of(prefix + ".a").reader(prefix);
      for (int attempt = 0; attempt < 2; attempt++) {
        try (UpdateReader reader = context.open(transport, request)) {
          context.expect(reader, updates.subList(ACKNOWLEDGED, UPDATES));
        }
      }
    } finally {
      remove(context, prefix);
    }
  }

  private static String forward(CheckContext context) {
    String prefix = context.prefix();
    String first = context.publish(prefix + ".a", "1").cursor();
    String second = context.publish(prefix + ".a", "2").cursor();
    try {
      acknowledge(context, prefix, second);
      String after = acknowledge(context, prefix, first);
      require(
          after.equals(second),
          "after %s, the acknowledgement of %s is answered with %s"
              .formatted(second, first, after));
      String stored = state(context, prefix).getString("cursor");
      require(
          stored.equals(second),
          "%s is acknowledged, but the cursor is %s".formatted(second, stored));
    } finally {
      remove(context, prefix);
    }
    return "at " + second;
  }

  private static String unread(CheckContext context) {
    String prefix = context.prefix();
    String topic = prefix + ".a";
    context.publish(topic, "0");
    try {
      String path = "/v1/updates?topics=" + topic + "&reader=" + prefix;
      String cursor = String.valueOf(context.client().get(path).json().optionalString("cursor"));
      acknowledge(context, prefix, cursor);
      requireUnread(context, prefix, topic, 0);
      context.publishMany(topic, UPDATES);
      requireUnread(context, prefix, topic, UPDATES);
      HttpAnswer move = context.client().get("/v1/topics/sys.readers." + prefix);
      require(
          move.requireStatus(200).body().contains(cursor),
          "the move to " + cursor + " is not on sys.readers." + prefix + ": " + move.excerpt());
    } finally {
      remove(context, prefix);
    }
    return UPDATES + " unread";
  }

  private static void requireUnread(
      CheckContext context, String name, String topic, long expected) {
    JsonObject state = state(context, name);
    Long count = state.getJsonObject("unread", new JsonObject()).getLong(topic);
    require(
        count != null && count == expected,
        "expected %d unread updates of %s, but the state is %s".formatted(expected, topic, state));
  }
}
