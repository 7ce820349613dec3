package io.feedhorn.conform;

import java.util.ArrayList;
import java.util.List;

/** What cursors are good for. */
final class CursorClaims {
  static final List<Claim> CLAIMS =
      List.of(
          new Claim(
              "cursor.first",
              "The cursor is in the very first answer, before a topic's first update",
              CursorClaims::first),
          new Claim(
              "cursor.since",
              "since gives exactly what came after it, on every transport, then live",
              CursorClaims::since),
          new Claim(
              "cursor.nothing-missed",
              "Who missed nothing gets nothing twice",
              CursorClaims::nothingMissed),
          new Claim(
              "cursor.any-to-any",
              "A cursor taken on one transport goes on exactly there on every other",
              CursorClaims::anyToAny),
          new Claim(
              "cursor.several-feeds",
              "One cursor resumes several feeds, on every transport",
              CursorClaims::severalFeeds),
          new Claim(
              "cursor.new-feed",
              "A feed that the cursor does not name starts with its snapshots",
              CursorClaims::newFeed),
          new Claim(
              "cursor.earliest",
              "since=earliest gives all that history holds, on every transport, then live",
              CursorClaims::earliest));

  private static final String EARLIEST = "earliest";

  private CursorClaims() {}

  private static String first(Bench bench) throws InterruptedException {
    List<Transport> telling = bench.transports(transport -> !transport.isBus());
    return bench.each(
        telling,
        transport -> {
          String topic = bench.prefix() + ".a";
          String cursor;
          try (Reader reader = transport.open(bench.target(), Ask.of(topic))) {
            cursor = reader.cursor();
          }
          Broken.unless(!cursor.isEmpty(), "no cursor before the first update");
          String one = bench.publish(topic, "1").update("1");
          String two = bench.publish(topic, "2").update("2");
          resumes(bench, transport, Ask.of(topic).since(cursor), List.of(one, two));
        });
  }

  private static String since(Bench bench) throws InterruptedException {
    String prefix = bench.prefix();
    List<String> cursors = new ArrayList<>();
    List<String> updates = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      Receipt receipt = bench.publish(prefix + ".t" + i % 2, Integer.toString(i));
      cursors.add(receipt.cursor());
      updates.add(receipt.update(Integer.toString(i)));
    }
    return bench.each(
        bench.transports(),
        transport -> {
          for (int from = 0; from < cursors.size(); from += 5) {
            Ask ask = Ask.of(prefix + ".*").since(cursors.get(from));
            List<String> rest = updates.subList(from + 1, updates.size());
            try (Reader reader = transport.open(bench.target(), ask)) {
              bench.expect(reader, rest);
              String live = bench.publish(prefix + ".t0", "\"live\"").update("\"live\"");
              updates.add(live);
              bench.expect(reader, List.of(live));
              requireRecovered(transport, reader, true);
            }
          }
        });
  }

  private static String nothingMissed(Bench bench) throws InterruptedException {
    return bench.each(
        bench.transports(),
        transport -> {
          String topic = bench.prefix() + ".a";
          bench.publish(topic, "1");
          String cursor = bench.publish(topic, "2").cursor();
          try (Reader reader = transport.open(bench.target(), Ask.of(topic).since(cursor))) {
            String third = bench.publish(topic, "3").update("3");
            bench.expect(reader, List.of(third));
            requireRecovered(transport, reader, true);
          }
        });
  }

  private static String anyToAny(Bench bench) throws InterruptedException {
    for (Transport from : bench.transports()) {
      String prefix = bench.prefix();
      bench.each(
          bench.transports(),
          to -> {
            String before = bench.publish(prefix + ".a", "0").cursor();
            String one = bench.publish(prefix + ".a", "1").update("1");
            String two = bench.publish(prefix + ".b", "2").update("2");
            String three = "";
            String cursor = before;
            try {
              try (Reader reader = from.open(bench.target(), Ask.of(prefix + ".*").since(before))) {
                bench.expect(reader, List.of(one, two));
                cursor = reader.cursor();
              }
              three = bench.publish(prefix + ".b", "3").update("3");
              resumes(bench, to, Ask.of(prefix + ".*").since(cursor), List.of(three));
            } catch (Broken failure) {
              throw new Broken(
                  "%s, %s: %s"
                      .formatted(
                          three.isEmpty() ? "read on " + from : "coming from " + from,
                          cursor,
                          failure.getMessage()));
            }
          });
    }
    int kinds = bench.transports().size();
    return kinds * kinds + " pairs";
  }

  private static String severalFeeds(Bench bench) throws InterruptedException {
    List<String> prefixes = bench.prefixesOnTwoFeeds();
    String one = prefixes.get(0) + ".a";
    String two = prefixes.get(1) + ".a";
    return bench.each(
        bench.transports(),
        transport -> {
          String cursor = bench.publish(one, "1").cursor() + "," + bench.publish(two, "1").cursor();
          String three = bench.publish(two, "3").update("3");
          String four = bench.publish(one, "4").update("4");
          String five = bench.publish(two, "5").update("5");
          try (Reader reader = transport.open(bench.target(), Ask.of(one, two).since(cursor))) {
            List<String> taken = bench.take(reader, 3);
            Broken.unless(
                taken.containsAll(List.of(three, four, five))
                    && taken.indexOf(three) < taken.indexOf(five),
                "instead of what came after " + cursor + ", there came " + Broken.shown(taken));
            requireRecovered(transport, reader, true);
            cursor = reader.cursor();
          }
          String six = bench.publish(one, "6").update("6");
          resumes(bench, transport, Ask.of(one, two).since(cursor), List.of(six));
        });
  }

  private static String newFeed(Bench bench) throws InterruptedException {
    List<String> prefixes = bench.prefixesOnTwoFeeds();
    String known = prefixes.get(0) + ".a";
    String added = prefixes.get(1) + ".a";
    String cursor = bench.publish(known, "1").cursor();
    bench.publish(added, "2");
    String snapshot = bench.publish(added, "3").update("3");
    String missed = bench.publish(known, "4").update("4");
    List<Transport> telling = bench.transports(transport -> !transport.isBus());
    return bench.each(
        telling,
        transport -> {
          Ask ask = Ask.of(known, added).since(cursor);
          try (Reader reader = transport.open(bench.target(), ask)) {
            List<String> taken = bench.take(reader, 2);
            Broken.unless(
                taken.containsAll(List.of(snapshot, missed)), "there came " + Broken.shown(taken));
          }
        });
  }

  private static String earliest(Bench bench) throws InterruptedException {
    return bench.each(
        bench.transports(),
        transport -> {
          String prefix = bench.prefix();
          List<String> held = new ArrayList<>();
          for (int i = 0; i < 12; i++) {
            String data = Integer.toString(i);
            held.add(bench.publish(prefix + ".t" + i % 3, data).update(data));
          }
          Ask ask = Ask.of(prefix + ".*").since(EARLIEST);
          try (Reader reader = transport.open(bench.target(), ask)) {
            bench.expect(reader, held);
            String live = bench.publish(prefix + ".t0", "\"live\"").update("\"live\"");
            bench.expect(reader, List.of(live));
            Broken.unless(
                !transport.tellsWhetherRecovered() || !Boolean.FALSE.equals(reader.recovered()),
                "a reader that asks for what there is was told that something is missing");
          }
        });
  }

  static void resumes(Bench bench, Transport transport, Ask ask, List<String> updates) {
    try (Reader reader = transport.open(bench.target(), ask)) {
      bench.expect(reader, updates);
      requireRecovered(transport, reader, true);
    }
  }

  static void requireRecovered(Transport transport, Reader reader, boolean expected) {
    if (transport.tellsWhetherRecovered()) {
      Broken.unlessSame("recovered", expected, reader.recovered());
    }
  }
}
