package io.feedhorn.conform;

import java.util.ArrayList;
import java.util.List;

/** Asking for several patterns at once, or for less than every update. */
final class SubscribeOptionChecks {
  static final List<ContractCheck> CLAIMS =
      List.of(
          new ContractCheck(
              "wish.patterns-once",
              "Patterns of one reader that match the same topic deliver its update once",
              SubscribeOptionChecks::once),
          new ContractCheck(
              "wish.conflate",
              "conflate=true owes the newest update of each topic, and nothing is missed",
              SubscribeOptionChecks::conflate),
          new ContractCheck(
              "wish.max-rate",
              "maxRate bounds the updates of a topic per second, and the newest always comes",
              SubscribeOptionChecks::maxRate));

  private static final int RATE = 5;

  private SubscribeOptionChecks() {}

  private static String once(CheckContext checkContext) throws InterruptedException {
    return checkContext.each(
        checkContext.transports(transport -> !transport.isBus()),
        transport -> {
          String prefix = checkContext.prefix();
          String topic = prefix + ".a";
          String since = checkContext.publish(topic, "0").cursor();
          String missed = checkContext.publish(topic, "1").update("1");
          ReadRequest readRequest =
              ReadRequest.of(topic, prefix + ".*", prefix + ".>").since(since);
          try (TransportClient reader = transport.open(checkContext.target(), readRequest)) {
            List<String> updates = new ArrayList<>(List.of(missed));
            for (String json : List.of("2", "3", "4")) {
              updates.add(checkContext.publish(topic, json).update(json));
            }
            checkContext.expect(reader, updates);
          }
        });
  }

  private static String conflate(CheckContext checkContext) throws InterruptedException {
    String prefix = checkContext.prefix();
    String since = checkContext.publish(prefix + ".a", "0").cursor();
    for (int i = 0; i < 5; i++) {
      checkContext.publish(prefix + ".b", "1");
      checkContext.publish(prefix + ".a", "2");
    }
    String b = checkContext.publish(prefix + ".b", "3").update("3");
    String a = checkContext.publish(prefix + ".a", "4").update("4");
    ReadRequest readRequest = ReadRequest.of(prefix + ".*").since(since).conflated();
    return checkContext.each(
        checkContext.transports(transport -> !transport.isBus()),
        transport -> {
          try (TransportClient reader = opened(checkContext, transport, readRequest)) {
            checkContext.expect(reader, List.of(b, a));
            CursorChecks.requireRecovered(transport, reader, true);
          }
        });
  }

  private static String maxRate(CheckContext checkContext) throws InterruptedException {
    return checkContext.each(
        checkContext.transports(t -> t == Transport.WEBSOCKET || t == Transport.SSE),
        transport -> {
          String topic = checkContext.prefix() + ".a";
          try (TransportClient reader =
              opened(checkContext, transport, ReadRequest.of(topic).atMost(RATE))) {
            long start = System.nanoTime();
            for (int i = 1; i < 60; i++) {
              checkContext.publish(topic, Integer.toString(i));
            }
            String newest = checkContext.publish(topic, "60").update("60");
            List<String> taken = checkContext.take(reader, 1);
            while (!taken.get(taken.size() - 1).equals(newest)) {
              taken.addAll(checkContext.take(reader, 1));
            }
            double seconds = (System.nanoTime() - start) / 1e9;
            requireInOrder(taken);
            CheckFailed.unless(
                taken.size() <= seconds * RATE + 2,
                "%d updates came in %.2f s".formatted(taken.size(), seconds));
          }
        });
  }

  private static void requireInOrder(List<String> taken) {
    for (int i = 1; i < taken.size(); i++) {
      long before = ReceivedUpdate.of(taken.get(i - 1)).offset();
      long offset = ReceivedUpdate.of(taken.get(i)).offset();
      CheckFailed.unless(offset > before, "after offset " + before + " came " + offset);
    }
  }

  /** On a feed that delivers every update nobody may ask for less. */
  private static TransportClient opened(
      CheckContext checkContext, Transport transport, ReadRequest readRequest) {
    try {
      return transport.open(checkContext.target(), readRequest);
    } catch (RequestRefused refused) {
      if (refused.code().equals("bad_request")) {
        throw new CheckSkipped("the feed delivers every update, it seems: " + refused.getMessage());
      }
      throw refused;
    }
  }
}
