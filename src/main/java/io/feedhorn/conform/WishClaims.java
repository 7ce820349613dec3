package io.feedhorn.conform;

import java.util.ArrayList;
import java.util.List;

/** Asking for several patterns at once, or for less than every update. */
final class WishClaims {
  static final List<Claim> CLAIMS =
      List.of(
          new Claim(
              "wish.patterns-once",
              "Patterns of one reader that match the same topic deliver its update once",
              WishClaims::once),
          new Claim(
              "wish.conflate",
              "conflate=true owes the newest update of each topic, and nothing is missed",
              WishClaims::conflate),
          new Claim(
              "wish.max-rate",
              "maxRate bounds the updates of a topic per second, and the newest always comes",
              WishClaims::maxRate));

  private static final int RATE = 5;

  private WishClaims() {}

  private static String once(Bench bench) throws InterruptedException {
    return bench.each(
        bench.transports(transport -> !transport.isBus()),
        transport -> {
          String prefix = bench.prefix();
          String topic = prefix + ".a";
          String since = bench.publish(topic, "0").cursor();
          String missed = bench.publish(topic, "1").update("1");
          Ask ask = Ask.of(topic, prefix + ".*", prefix + ".>").since(since);
          try (Reader reader = transport.open(bench.target(), ask)) {
            List<String> updates = new ArrayList<>(List.of(missed));
            for (String json : List.of("2", "3", "4")) {
              updates.add(bench.publish(topic, json).update(json));
            }
            bench.expect(reader, updates);
          }
        });
  }

  private static String conflate(Bench bench) throws InterruptedException {
    String prefix = bench.prefix();
    String since = bench.publish(prefix + ".a", "0").cursor();
    for (int i = 0; i < 5; i++) {
      bench.publish(prefix + ".b", "1");
      bench.publish(prefix + ".a", "2");
    }
    String b = bench.publish(prefix + ".b", "3").update("3");
    String a = bench.publish(prefix + ".a", "4").update("4");
    Ask ask = Ask.of(prefix + ".*").since(since).conflated();
    return bench.each(
        bench.transports(transport -> !transport.isBus()),
        transport -> {
          try (Reader reader = opened(bench, transport, ask)) {
            bench.expect(reader, List.of(b, a));
            CursorClaims.requireRecovered(transport, reader, true);
          }
        });
  }

  private static String maxRate(Bench bench) throws InterruptedException {
    return bench.each(
        bench.transports(t -> t == Transport.WEBSOCKET || t == Transport.SSE),
        transport -> {
          String topic = bench.prefix() + ".a";
          try (Reader reader = opened(bench, transport, Ask.of(topic).atMost(RATE))) {
            long start = System.nanoTime();
            for (int i = 1; i < 60; i++) {
              bench.publish(topic, Integer.toString(i));
            }
            String newest = bench.publish(topic, "60").update("60");
            List<String> taken = bench.take(reader, 1);
            while (!taken.get(taken.size() - 1).equals(newest)) {
              taken.addAll(bench.take(reader, 1));
            }
            double seconds = (System.nanoTime() - start) / 1e9;
            requireInOrder(taken);
            Broken.unless(
                taken.size() <= seconds * RATE + 2,
                "%d updates came in %.2f s".formatted(taken.size(), seconds));
          }
        });
  }

  private static void requireInOrder(List<String> taken) {
    for (int i = 1; i < taken.size(); i++) {
      long before = Told.of(taken.get(i - 1)).offset();
      long offset = Told.of(taken.get(i)).offset();
      Broken.unless(offset > before, "after offset " + before + " came " + offset);
    }
  }

  /** On a feed that delivers every update nobody may ask for less. */
  private static Reader opened(Bench bench, Transport transport, Ask ask) {
    try {
      return transport.open(bench.target(), ask);
    } catch (Refused refused) {
      if (refused.code().equals("bad_request")) {
        throw new Skipped("the feed delivers every update, it seems: " + refused.getMessage());
      }
      throw refused;
    }
  }
}
