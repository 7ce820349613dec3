package io.feedhorn.conform;

import java.util.ArrayList;
import java.util.List;

/** What cursors are good for. */
final class CursorChecks {
  static final List<ContractCheck> CLAIMS =
      List.of(
          new ContractCheck(
              "cursor.first",
              "The cursor is in the very first answer, before a topic's first update",
              CursorChecks::first),
          new ContractCheck(
              "cursor.since",
              "since gives exactly what came after it, on every transport, then live",
              CursorChecks::since),
          new ContractCheck(
              "cursor.nothing-missed",
              "Who missed nothing gets nothing twice",
              CursorChecks::nothingMissed),
          new ContractCheck(
              "cursor.any-to-any",
              "A cursor taken on one transport goes on exactly there on every other",
              CursorChecks::anyToAny),
          new ContractCheck(
              "cursor.several-feeds",
              "One cursor resumes several feeds, on every transport",
              CursorChecks::severalFeeds),
          new ContractCheck(
              "cursor.new-feed",
              "A feed that the cursor does not name starts with its snapshots",
              CursorChecks::newFeed),
          new ContractCheck(
              "cursor.earliest",
              "since=earliest gives all that history holds, on every transport, then live",
              CursorChecks::earliest));

  private static final String EARLIEST = "earliest";

  private CursorChecks() {}

  private static String first(CheckContext checkContext) throws InterruptedException {
    List<Transport> telling = checkContext.transports(transport -> !transport.isBus());
    return checkContext.each(
        telling,
        transport -> {
          String topic = checkContext.prefix() + ".a";
          String cursor;
          try (TransportClient reader =
              transport.open(checkContext.target(), ReadRequest.of(topic))) {
            cursor = reader.cursor();
          }
          CheckFailed.unless(!cursor.isEmpty(), "no cursor before the first update");
          String one = checkContext.publish(topic, "1").update("1");
          String two = checkContext.publish(topic, "2").update("2");
          resumes(checkContext, transport, ReadRequest.of(topic).since(cursor), List.of(one, two));
        });
  }

  private static String since(CheckContext checkContext) throws InterruptedException {
    String prefix = checkContext.prefix();
    List<String> cursors = new ArrayList<>();
    List<String> updates = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      PublishReceipt receipt = checkContext.publish(prefix + ".t" + i % 2, Integer.toString(i));
      cursors.add(receipt.cursor());
      updates.add(receipt.update(Integer.toString(i)));
    }
    return checkContext.each(
        checkContext.transports(),
        transport -> {
          for (int from = 0; from < cursors.size(); from += 5) {
            ReadRequest readRequest = ReadRequest.of(prefix + ".*").since(cursors.get(from));
            List<String> rest = updates.subList(from + 1, updates.size());
            try (TransportClient reader = transport.open(checkContext.target(), readRequest)) {
              checkContext.expect(reader, rest);
              String live = checkContext.publish(prefix + ".t0", "\"live\"").update("\"live\"");
              updates.add(live);
              checkContext.expect(reader, List.of(live));
              requireRecovered(transport, reader, true);
            }
          }
        });
  }

  private static String nothingMissed(CheckContext checkContext) throws InterruptedException {
    return checkContext.each(
        checkContext.transports(),
        transport -> {
          String topic = checkContext.prefix() + ".a";
          checkContext.publish(topic, "1");
          String cursor = checkContext.publish(topic, "2").cursor();
          try (TransportClient reader =
              transport.open(checkContext.target(), ReadRequest.of(topic).since(cursor))) {
            String third = checkContext.publish(topic, "3").update("3");
            checkContext.expect(reader, List.of(third));
            requireRecovered(transport, reader, true);
          }
        });
  }

  private static String anyToAny(CheckContext checkContext) throws InterruptedException {
    for (Transport from : checkContext.transports()) {
      String prefix = checkContext.prefix();
      checkContext.each(
          checkContext.transports(),
          to -> {
            String before = checkContext.publish(prefix + ".a", "0").cursor();
            String one = checkContext.publish(prefix + ".a", "1").update("1");
            String two = checkContext.publish(prefix + ".b", "2").update("2");
            String three = "";
            String cursor = before;
            try {
              try (TransportClient reader =
                  from.open(checkContext.target(), ReadRequest.of(prefix + ".*").since(before))) {
                checkContext.expect(reader, List.of(one, two));
                cursor = reader.cursor();
              }
              three = checkContext.publish(prefix + ".b", "3").update("3");
              resumes(
                  checkContext, to, ReadRequest.of(prefix + ".*").since(cursor), List.of(three));
            } catch (CheckFailed failure) {
              throw new CheckFailed(
                  "%s, %s: %s"
                      .formatted(
                          three.isEmpty() ? "read on " + from : "coming from " + from,
                          cursor,
                          failure.getMessage()));
            }
          });
    }
    int kinds = checkContext.transports().size();
    return kinds * kinds + " pairs";
  }

  private static String severalFeeds(CheckContext checkContext) throws InterruptedException {
    List<String> prefixes = checkContext.prefixesOnTwoFeeds();
    String one = prefixes.get(0) + ".a";
    String two = prefixes.get(1) + ".a";
    return checkContext.each(
        checkContext.transports(),
        transport -> {
          String cursor =
              checkContext.publish(one, "1").cursor()
                  + ","
                  + checkContext.publish(two, "1").cursor();
          String three = checkContext.publish(two, "3").update("3");
          String four = checkContext.publish(one, "4").update("4");
          String five = checkContext.publish(two, "5").update("5");
          try (TransportClient reader =
              transport.open(checkContext.target(), ReadRequest.of(one, two).since(cursor))) {
            List<String> taken = checkContext.take(reader, 3);
            CheckFailed.unless(
                taken.containsAll(List.of(three, four, five))
                    && taken.indexOf(three) < taken.indexOf(five),
                "instead of what came after "
                    + cursor
                    + ", there came "
                    + CheckFailed.shown(taken));
            requireRecovered(transport, reader, true);
            cursor = reader.cursor();
          }
          String six = checkContext.publish(one, "6").update("6");
          resumes(checkContext, transport, ReadRequest.of(one, two).since(cursor), List.of(six));
        });
  }

  private static String newFeed(CheckContext checkContext) throws InterruptedException {
    List<String> prefixes = checkContext.prefixesOnTwoFeeds();
    String known = prefixes.get(0) + ".a";
    String added = prefixes.get(1) + ".a";
    String cursor = checkContext.publish(known, "1").cursor();
    checkContext.publish(added, "2");
    String snapshot = checkContext.publish(added, "3").update("3");
    String missed = checkContext.publish(known, "4").update("4");
    List<Transport> telling = checkContext.transports(transport -> !transport.isBus());
    return checkContext.each(
        telling,
        transport -> {
          ReadRequest readRequest = ReadRequest.of(known, added).since(cursor);
          try (TransportClient reader = transport.open(checkContext.target(), readRequest)) {
            List<String> taken = checkContext.take(reader, 2);
            CheckFailed.unless(
                taken.containsAll(List.of(snapshot, missed)),
                "there came " + CheckFailed.shown(taken));
          }
        });
  }

  private static String earliest(CheckContext checkContext) throws InterruptedException {
    return checkContext.each(
        checkContext.transports(),
        transport -> {
          String prefix = checkContext.prefix();
          List<String> held = new ArrayList<>();
          for (int i = 0; i < 12; i++) {
            String data = Integer.toString(i);
            held.add(checkContext.publish(prefix + ".t" + i % 3, data).update(data));
          }
          ReadRequest readRequest = ReadRequest.of(prefix + ".*").since(EARLIEST);
          try (TransportClient reader = transport.open(checkContext.target(), readRequest)) {
            checkContext.expect(reader, held);
            String live = checkContext.publish(prefix + ".t0", "\"live\"").update("\"live\"");
            checkContext.expect(reader, List.of(live));
            CheckFailed.unless(
                !transport.tellsWhetherRecovered() || !Boolean.FALSE.equals(reader.recovered()),
                "a reader that asks for what there is was told that something is missing");
          }
        });
  }

  static void resumes(
      CheckContext checkContext,
      Transport transport,
      ReadRequest readRequest,
      List<String> updates) {
    try (TransportClient reader = transport.open(checkContext.target(), readRequest)) {
      checkContext.expect(reader, updates);
      requireRecovered(transport, reader, true);
    }
  }

  static void requireRecovered(Transport transport, TransportClient reader, boolean expected) {
    if (transport.tellsWhetherRecovered()) {
      CheckFailed.unlessSame("recovered", expected, reader.recovered());
    }
  }
}
