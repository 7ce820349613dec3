package io.feedhorn.conform;

import io.feedhorn.client.Excerpt;
import io.feedhorn.client.PublishReceipt;
import io.feedhorn.client.ReadRequest;
import io.feedhorn.client.Transport;
import io.feedhorn.client.UpdateReader;
import java.util.ArrayList;
import java.util.List;

/** Checks of cursors: resuming exactly, on every transport. */
final class CursorChecks {
  static final List<ContractCheck> CHECKS =
      List.of(
          new ContractCheck(
              "cursor.first",
              "The cursor is in the very first answer, before a topic's first update",
              CursorChecks::first),
          new ContractCheck(
              "cursor.since",
              "since gives exactly the updates after it, on every transport, then live updates",
              CursorChecks::since),
          new ContractCheck(
              "cursor.nothing-missed",
              "A reader that missed nothing gets nothing twice",
              CursorChecks::nothingMissed),
          new ContractCheck(
              "cursor.any-to-any",
              "A cursor from one transport resumes exactly there on every other",
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
              "since=earliest gives the complete history, on every transport, then live updates",
              CursorChecks::earliest));

  private static final String EARLIEST = "earliest";

  private CursorChecks() {}

  private static String first(CheckContext context) throws InterruptedException {
    List<Transport> telling = context.transports(transport -> !transport.isEventBus());
    return context.forEach(
        telling,
        transport -> {
          String topic = context.prefix() + ".a";
          String cursor;
          try (UpdateReader reader = context.open(transport, ReadRequest.of(topic))) {
            cursor = reader.cursor();
          }
          CheckFailed.require(!cursor.isEmpty(), "no cursor before the first update");
          String one = context.publish(topic, "1").update("1");
          String two = context.publish(topic, "2").update("2");
          resumes(context, transport, ReadRequest.of(topic).since(cursor), List.of(one, two));
        });
  }

  private static String since(CheckContext context) throws InterruptedException {
    String prefix = context.prefix();
    List<String> cursors = new ArrayList<>();
    List<String> updates = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      PublishReceipt receipt = context.publish(prefix + ".t" + i % 2, Integer.toString(i));
      cursors.add(receipt.cursor());
      updates.add(receipt.update(Integer.toString(i)));
    }
    return context.forEach(
        context.transports(),
        transport -> {
          for (int from = 0; from < cursors.size(); from += 5) {
            ReadRequest request = ReadRequest.of(prefix + ".*").since(cursors.get(from));
            List<String> rest = updates.subList(from + 1, updates.size());
            try (UpdateReader reader = context.open(transport, request)) {
              context.expect(reader, rest);
              String live = context.publish(prefix + ".t0", "\"live\"").update("\"live\"");
              updates.add(live);
              context.expect(reader, List.of(live));
              requireRecovered(reader, true);
            }
          }
        });
  }

  private static String nothingMissed(CheckContext context) throws InterruptedException {
    return context.forEach(
        context.transports(),
        transport -> {
          String topic = context.prefix() + ".a";
          context.publish(topic, "1");
          String cursor = context.publish(topic, "2").cursor();
          try (UpdateReader reader = context.open(transport, ReadRequest.of(topic).since(cursor))) {
            String third = context.publish(topic, "3").update("3");
            context.expect(reader, List.of(third));
            requireRecovered(reader, true);
          }
        });
  }

  private static String anyToAny(CheckContext context) throws InterruptedException {
    for (Transport from : context.transports()) {
      String prefix = context.prefix();
      context.forEach(
          context.transports(),
          to -> {
            String before = context.publish(prefix + ".a", "0").cursor();
            String one = context.publish(prefix + ".a", "1").update("1");
            String two = context.publish(prefix + ".b", "2").update("2");
            String three = "";
            String cursor = before;
            try {
              try (UpdateReader reader =
                  context.open(from, ReadRequest.of(prefix + ".*").since(before))) {
                context.expect(reader, List.of(one, two));
                cursor = reader.cursor();
              }
              three = context.publish(prefix + ".b", "3").update("3");
              resumes(context, to, ReadRequest.of(prefix + ".*").since(cursor), List.of(three));
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
    int kinds = context.transports().size();
    return kinds * kinds + " pairs";
  }

  private static String severalFeeds(CheckContext context) throws InterruptedException {
    List<String> prefixes = context.prefixesOnTwoFeeds();
    String one = prefixes.get(0) + ".a";
    String two = prefixes.get(1) + ".a";
    return context.forEach(
        context.transports(),
        transport -> {
          String cursor =
              context.publish(one, "1").cursor() + "," + context.publish(two, "1").cursor();
          String three = context.publish(two, "3").update("3");
          String four = context.publish(one, "4").update("4");
          String five = context.publish(two, "5").update("5");
          try (UpdateReader reader =
              context.open(transport, ReadRequest.of(one, two).since(cursor))) {
            List<String> taken = context.read(reader, 3);
            CheckFailed.require(
                taken.containsAll(List.of(three, four, five))
                    && taken.indexOf(three) < taken.indexOf(five),
                "instead of what came after " + cursor + ", there came " + Excerpt.of(taken));
            requireRecovered(reader, true);
            cursor = reader.cursor();
          }
          String six = context.publish(one, "6").update("6");
          resumes(context, transport, ReadRequest.of(one, two).since(cursor), List.of(six));
        });
  }

  private static String newFeed(CheckContext context) throws InterruptedException {
    List<String> prefixes = context.prefixesOnTwoFeeds();
    String known = prefixes.get(0) + ".a";
    String added = prefixes.get(1) + ".a";
    String cursor = context.publish(known, "1").cursor();
    context.publish(added, "2");
    String snapshot = context.publish(added, "3").update("3");
    String missed = context.publish(known, "4").update("4");
    List<Transport> telling = context.transports(transport -> !transport.isEventBus());
    return context.forEach(
        telling,
        transport -> {
          ReadRequest request = ReadRequest.of(known, added).since(cursor);
          try (UpdateReader reader = context.open(transport, request)) {
            List<String> taken = context.read(reader, 2);
            CheckFailed.require(
                taken.containsAll(List.of(snapshot, missed)), "received " + Excerpt.of(taken));
          }
        });
  }

  private static String earliest(CheckContext context) throws InterruptedException {
    return context.forEach(
        context.transports(),
        transport -> {
          String prefix = context.prefix();
          List<String> held = new ArrayList<>();
          for (int i = 0; i < 12; i++) {
            String data = Integer.toString(i);
            held.add(context.publish(prefix + ".t" + i % 3, data).update(data));
          }
          ReadRequest request = ReadRequest.of(prefix + ".*").since(EARLIEST);
          try (UpdateReader reader = context.open(transport, request)) {
            context.expect(reader, held);
            String live = context.publish(prefix + ".t0", "\"live\"").update("\"live\"");
            context.expect(reader, List.of(live));
            CheckFailed.require(
                !Boolean.FALSE.equals(reader.recovered()),
                "a reader that asks for what there is was told that something is missing");
          }
        });
  }

  static void resumes(
      CheckContext context, Transport transport, ReadRequest request, List<String> updates) {
    try (UpdateReader reader = context.open(transport, request)) {
      context.expect(reader, updates);
      requireRecovered(reader, true);
    }
  }

  static void requireRecovered(UpdateReader reader, boolean expected) {
    CheckFailed.requireEqual("recovered", expected, reader.recovered());
  }
}
