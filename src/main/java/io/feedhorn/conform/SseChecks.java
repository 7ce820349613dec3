package io.feedhorn.conform;

import io.feedhorn.client.ReadRequest;
import io.feedhorn.client.SseParser;
import io.feedhorn.client.SseParser.Event;
import io.feedhorn.client.SseReader;
import io.feedhorn.client.Transport;
import io.feedhorn.client.UpdateReader;
import io.feedhorn.model.Cursor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Checks of event streams. */
final class SseChecks {
  static final List<ContractCheck> CHECKS =
      List.of(
          new ContractCheck(
              "sse.id",
              "Each event's id resumes after it, sent back as Last-Event-ID",
              SseChecks::id),
          new ContractCheck(
              "sse.last-event-id", "Last-Event-ID wins over since", SseChecks::lastEventId),
          new ContractCheck(
              "sse.several-feeds",
              "One id is the cursor of all feeds of the stream",
              SseChecks::severalFeeds),
          new ContractCheck(
              "sse.first-block",
              "The first block has data and the time to reconnect, which is sent once",
              SseChecks::firstBlock),
          new ContractCheck(
              "sse.id-with-data",
              "A reader that passes over an id without data misses nothing of an empty topic",
              SseChecks::idWithData),
          new ContractCheck(
              "sse.unusable-id",
              "An unusable Last-Event-ID gives reset and snapshots, and is not refused",
              SseChecks::unusableId));

  private SseChecks() {}

  private static String id(CheckContext context) {
    context.requireTransport(Transport.SSE);
    String prefix = context.prefix();
    String since = context.publish(prefix + ".a", "0").cursor();
    List<String> updates = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      String json = Integer.toString(i);
      updates.add(context.publish(prefix + ".t" + i % 2, json).update(json));
    }
    List<String> ids = new ArrayList<>();
    try (SseReader reader =
        new SseReader(context.client(), ReadRequest.of(prefix + ".*").since(since))) {
      for (String update : updates) {
        Event event = nextUpdate(context, reader);
        CheckFailed.requireEqual("the data of an event", update, event.data());
        ids.add(event.lastEventId());
      }
    }
    for (int i = 0; i < ids.size() - 1; i++) {
      try (UpdateReader reader =
          new SseReader(context.client(), ReadRequest.of(prefix + ".*"), ids.get(i))) {
        context.expect(reader, updates.subList(i + 1, updates.size()));
        CheckFailed.requireEqual("recovered", true, reader.recovered());
      }
    }
    return "";
  }

  private static Event nextUpdate(CheckContext context, SseReader reader) {
    return next(context, reader, event -> event.type().equals("update"), "an event 'update'");
  }

  /** Returns the next event that matches. Other events do not extend the wait. */
  private static Event next(
      CheckContext context, SseReader reader, Predicate<Event> wanted, String what) {
    long deadline = System.nanoTime() + context.options().patience().toNanos();
    while (true) {
      Event event = reader.event(Duration.ofNanos(Math.max(0, deadline - System.nanoTime())));
      if (event == null) {
        throw new CheckFailed(what + " did not come");
      }
      if (wanted.test(event)) {
        return event;
      }
    }
  }

  private static String lastEventId(CheckContext context) {
    context.requireTransport(Transport.SSE);
    String topic = context.prefix() + ".a";
    String early = context.publish(topic, "1").cursor();
    context.publish(topic, "2");
    String late = context.publish(topic, "3").cursor();
    String four = context.publish(topic, "4").update("4");
    ReadRequest request = ReadRequest.of(topic).since(early);
    try (UpdateReader reader = new SseReader(context.client(), request, late)) {
      context.expect(reader, List.of(four));
    }
    return "";
  }

  private static String severalFeeds(CheckContext context) {
    context.requireTransport(Transport.SSE);
    List<String> prefixes = context.prefixesOnTwoFeeds();
    String one = prefixes.get(0) + ".a";
    String two = prefixes.get(1) + ".a";
    String since = context.publish(one, "1").cursor() + "," + context.publish(two, "1").cursor();
    try (SseReader reader =
        new SseReader(context.client(), ReadRequest.of(one, two).since(since))) {
      for (String topic : List.of(one, two, two, one)) {
        String update = context.publish(topic, "2").update("2");
        Event event = nextUpdate(context, reader);
        CheckFailed.requireEqual("the data of an event", update, event.data());
        int feeds = Cursor.parse(event.lastEventId()).positions().size();
        CheckFailed.requireEqual("the feeds in id " + event.lastEventId(), 2, feeds);
        try (UpdateReader resumed =
            new SseReader(context.client(), ReadRequest.of(one, two), event.lastEventId())) {
          String next = context.publish(topic, "3").update("3");
          context.expect(resumed, List.of(next));
          CheckFailed.requireEqual(
              "the data of an event", next, nextUpdate(context, reader).data());
        }
      }
    }
    return "";
  }

  /** Checks a topic with a snapshot and one without. */
  private static String firstBlock(CheckContext context) {
    context.requireTransport(Transport.SSE);
    String topic = context.prefix() + ".a";
    firstBlock(context, topic, "cursor");
    context.publish(topic, "1");
    firstBlock(context, topic, "update");
    return "";
  }

  private static void firstBlock(CheckContext context, String topic, String type) {
    List<Event> retries = new ArrayList<>();
    try (SseReader reader = new SseReader(context.client(), ReadRequest.of(topic))) {
      Event line = next(context, reader, any -> true, "the first line");
      CheckFailed.requireEqual("the first line", SseParser.RETRY, line.type());
      Event block = next(context, reader, any -> true, "the first block");
      CheckFailed.requireEqual("the first block", type, block.type());
      context.publish(topic, "2");
      Predicate<Event> second =
          event -> {
            if (event.type().equals(SseParser.RETRY)) {
              retries.add(event);
            }
            return event.data().endsWith("\"data\":2}");
          };
      next(context, reader, second, "an event 'update'");
    }
    CheckFailed.requireEqual("'retry:' after the first block, so many times", 0, retries.size());
  }

  private static String idWithData(CheckContext context) {
    context.requireTransport(Transport.SSE);
    String topic = context.prefix() + ".a";
    String id;
    try (SseReader reader = new SseReader(context.client(), ReadRequest.of(topic))) {
      Predicate<Event> fit = event -> isMessage(event) && !event.lastEventId().isEmpty();
      id =
          next(context, reader, fit, "a block with data and an id, before any update,")
              .lastEventId();
    }
    List<String> missed = context.publishMany(topic, 5);
    try (UpdateReader reader = new SseReader(context.client(), ReadRequest.of(topic), id)) {
      context.expect(reader, missed);
    }
    return "";
  }

  private static boolean isMessage(Event event) {
    return !List.of(SseParser.WITHOUT_DATA, SseParser.COMMENT, SseParser.RETRY)
        .contains(event.type());
  }

  private static String unusableId(CheckContext context) {
    context.requireTransport(Transport.SSE);
    List<String> prefixes = context.prefixesOnTwoFeeds();
    String topic = prefixes.get(0) + ".a";
    String snapshot = context.publish(topic, "1").update("1");
    String ofAnother = context.publish(prefixes.get(1) + ".a", "1").cursor();
    for (String id : List.of("yesterday", ofAnother)) {
      try (UpdateReader reader = new SseReader(context.client(), ReadRequest.of(topic), id)) {
        context.expect(reader, List.of(snapshot));
        CheckFailed.requireEqual("recovered with Last-Event-ID " + id, false, reader.recovered());
      }
    }
    return "";
  }
}
