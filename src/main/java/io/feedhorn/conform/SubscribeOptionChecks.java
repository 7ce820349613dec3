package io.feedhorn.conform;

import io.feedhorn.client.ReadRequest;
import io.feedhorn.client.ReceivedUpdate;
import io.feedhorn.client.RequestRefusedException;
import io.feedhorn.client.Transport;
import io.feedhorn.client.UpdateReader;
import java.util.ArrayList;
import java.util.List;

/** Checks of overlapping patterns, {@code conflate} and {@code maxRate}. */
final class SubscribeOptionChecks {
  static final List<ContractCheck> CHECKS =
      List.of(
          new ContractCheck(
              "wish.patterns-once",
              "Patterns of one reader that match the same topic deliver its update once",
              SubscribeOptionChecks::once),
          new ContractCheck(
              "wish.conflate",
              "conflate=true delivers the newest update of each topic, and nothing is missed",
              SubscribeOptionChecks::conflate),
          new ContractCheck(
              "wish.max-rate",
              "maxRate bounds the updates of a topic per second, and the newest always comes",
              SubscribeOptionChecks::maxRate),
          new ContractCheck(
              "wish.delta",
              "With delta=true a reader puts the published values together, digit by digit",
              SubscribeOptionChecks::delta));

  private static final int RATE = 5;

  private SubscribeOptionChecks() {}

  private static String once(CheckContext context) throws InterruptedException {
    return context.forEach(
        context.transports(transport -> !transport.isEventBus()),
        transport -> {
          String prefix = context.prefix();
          String topic = prefix + ".a";
          String since = context.publish(topic, "0").cursor();
          String missed = context.publish(topic, "1").update("1");
          ReadRequest request = ReadRequest.of(topic, prefix + ".*", prefix + ".>").since(since);
          try (UpdateReader reader = context.open(transport, request)) {
            List<String> updates = new ArrayList<>(List.of(missed));
            for (String json : List.of("2", "3", "4")) {
              updates.add(context.publish(topic, json).update(json));
            }
            context.expect(reader, updates);
          }
        });
  }

  private static String conflate(CheckContext context) throws InterruptedException {
    String prefix = context.prefix();
    String since = context.publish(prefix + ".a", "0").cursor();
    for (int i = 0; i < 5; i++) {
      context.publish(prefix + ".b", "1");
      context.publish(prefix + ".a", "2");
    }
    String b = context.publish(prefix + ".b", "3").update("3");
    String a = context.publish(prefix + ".a", "4").update("4");
    ReadRequest request = ReadRequest.of(prefix + ".*").since(since).conflated();
    return context.forEach(
        context.transports(transport -> !transport.isEventBus()),
        transport -> {
          try (UpdateReader reader = opened(context, transport, request)) {
            context.expect(reader, List.of(b, a));
            CursorChecks.requireRecovered(reader, true);
          }
        });
  }

  private static String maxRate(CheckContext context) throws InterruptedException {
    return context.forEach(
        context.transports(t -> t == Transport.WEBSOCKET || t == Transport.SSE),
        transport -> {
          String topic = context.prefix() + ".a";
          try (UpdateReader reader =
              opened(context, transport, ReadRequest.of(topic).maxRate(RATE))) {
            long start = System.nanoTime();
            for (int i = 1; i < 60; i++) {
              context.publish(topic, Integer.toString(i));
            }
            String newest = context.publish(topic, "60").update("60");
            List<String> taken = context.read(reader, 1);
            while (!taken.get(taken.size() - 1).equals(newest)) {
              taken.addAll(context.read(reader, 1));
            }
            double seconds = (System.nanoTime() - start) / 1e9;
            requireInOrder(taken);
            CheckFailed.require(
                taken.size() <= seconds * RATE + 2,
                "%d updates came in %.2f s".formatted(taken.size(), seconds));
          }
        });
  }

  private static String delta(CheckContext context) throws InterruptedException {
    List<String> levels =
        new ArrayList<>(List.of("[\"5.10\",1.0]", "[\"5.00\",2e1]", "{\"a/b\":[]}", "null"));
    return context.forEach(
        context.transports(Transport::isPush),
        transport -> {
          String topic = context.prefix() + ".a";
          List<String> updates = new ArrayList<>();
          try (UpdateReader reader = context.open(transport, ReadRequest.of(topic).withDeltas())) {
            for (int i = 0; i < 8; i++) {
              levels.add(i % 3, levels.remove(3));
              levels.set(i % 4, "[\"5.%d0\",-0.%d0]".formatted(i, i));
              String json =
                  "{\"text\":\"%s\",\"levels\":[%s]}"
                      .formatted("é".repeat(200), String.join(",", levels));
              updates.add(context.publish(topic, json).update(json));
            }
            context.expect(reader, updates);
          }
        });
  }

  private static void requireInOrder(List<String> taken) {
    for (int i = 1; i < taken.size(); i++) {
      long before = ReceivedUpdate.of(taken.get(i - 1)).offset();
      long offset = ReceivedUpdate.of(taken.get(i)).offset();
      CheckFailed.require(offset > before, "after offset " + before + " came offset " + offset);
    }
  }

  /** Skips the check if the feed has {@code delivery: every}, which refuses these options. */
  private static UpdateReader opened(
      CheckContext context, Transport transport, ReadRequest request) {
    try {
      return context.open(transport, request);
    } catch (RequestRefusedException refused) {
      if (refused.code().equals("bad_request")) {
        throw new CheckSkipped("the feed delivers every update, probably: " + refused.getMessage());
      }
      throw refused;
    }
  }
}
