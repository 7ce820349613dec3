package io.feedhorn.conform;

import io.feedhorn.conform.SseParser.Event;
import io.feedhorn.model.Cursor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Server-Sent Events. */
final class SseChecks {
  static final List<ContractCheck> CLAIMS =
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
              "The first block has data and the time to reconnect, which is said once",
              SseChecks::firstBlock),
          new ContractCheck(
              "sse.id-with-data",
              "A reader that passes over an id without data misses nothing of an empty topic",
              SseChecks::idWithData),
          new ContractCheck(
              "sse.unusable-id",
              "A Last-Event-ID of no use starts over with reset and snapshots, and is not refused",
              SseChecks::unusableId));

  private SseChecks() {}

  private static String id(CheckContext checkContext) {
    checkContext.need(Transport.SSE);
    String prefix = checkContext.prefix();
    String since = checkContext.publish(prefix + ".a", "0").cursor();
    List<String> updates = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      String json = Integer.toString(i);
      updates.add(checkContext.publish(prefix + ".t" + i % 2, json).update(json));
    }
    List<String> ids = new ArrayList<>();
    try (SseReader reader =
        new SseReader(checkContext.target(), ReadRequest.of(prefix + ".*").since(since))) {
      for (String update : updates) {
        Event event = nextUpdate(checkContext, reader);
        CheckFailed.unlessSame("the data of an event", update, event.data());
        ids.add(event.id());
      }
    }
    for (int i = 0; i < ids.size() - 1; i++) {
      try (TransportClient reader =
          new SseReader(checkContext.target(), ReadRequest.of(prefix + ".*"), ids.get(i))) {
        checkContext.expect(reader, updates.subList(i + 1, updates.size()));
        CheckFailed.unlessSame("recovered", true, reader.recovered());
      }
    }
    return "";
  }

  private static Event nextUpdate(CheckContext checkContext, SseReader reader) {
    return next(checkContext, reader, event -> event.type().equals("update"), "an event 'update'");
  }

  /** The next event of a kind. Heartbeats do not make the wait for it any longer. */
  private static Event next(
      CheckContext checkContext, SseReader reader, Predicate<Event> wanted, String what) {
    long deadline = System.nanoTime() + checkContext.conditions().patience().toNanos();
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

  private static String lastEventId(CheckContext checkContext) {
    checkContext.need(Transport.SSE);
    String topic = checkContext.prefix() + ".a";
    String early = checkContext.publish(topic, "1").cursor();
    checkContext.publish(topic, "2");
    String late = checkContext.publish(topic, "3").cursor();
    String four = checkContext.publish(topic, "4").update("4");
    ReadRequest readRequest = ReadRequest.of(topic).since(early);
    try (TransportClient reader = new SseReader(checkContext.target(), readRequest, late)) {
      checkContext.expect(reader, List.of(four));
    }
    return "";
  }

  private static String severalFeeds(CheckContext checkContext) {
    checkContext.need(Transport.SSE);
    List<String> prefixes = checkContext.prefixesOnTwoFeeds();
    String one = prefixes.get(0) + ".a";
    String two = prefixes.get(1) + ".a";
    String since =
        checkContext.publish(one, "1").cursor() + "," + checkContext.publish(two, "1").cursor();
    try (SseReader reader =
        new SseReader(checkContext.target(), ReadRequest.of(one, two).since(since))) {
      for (String topic : List.of(one, two, two, one)) {
        String update = checkContext.publish(topic, "2").update("2");
        Event event = nextUpdate(checkContext, reader);
        CheckFailed.unlessSame("the data of an event", update, event.data());
        int feeds = Cursor.parse(event.id()).positions().size();
        CheckFailed.unlessSame("the feeds in id " + event.id(), 2, feeds);
        try (TransportClient resumed =
            new SseReader(checkContext.target(), ReadRequest.of(one, two), event.id())) {
          String next = checkContext.publish(topic, "3").update("3");
          checkContext.expect(resumed, List.of(next));
          CheckFailed.unlessSame(
              "the data of an event", next, nextUpdate(checkContext, reader).data());
        }
      }
    }
    return "";
  }

  /** With a snapshot to come first, and with nothing to come first. */
  private static String firstBlock(CheckContext checkContext) {
    checkContext.need(Transport.SSE);
    String topic = checkContext.prefix() + ".a";
    firstBlock(checkContext, topic, "cursor");
    checkContext.publish(topic, "1");
    firstBlock(checkContext, topic, "update");
    return "";
  }

  private static void firstBlock(CheckContext checkContext, String topic, String type) {
    List<Event> retries = new ArrayList<>();
    try (SseReader reader = new SseReader(checkContext.target(), ReadRequest.of(topic))) {
      Event line = next(checkContext, reader, any -> true, "the first line");
      CheckFailed.unlessSame("the first line", SseParser.RETRY, line.type());
      Event block = next(checkContext, reader, any -> true, "the first block");
      CheckFailed.unlessSame("the first block", type, block.type());
      checkContext.publish(topic, "2");
      Predicate<Event> second =
          event -> {
            if (event.type().equals(SseParser.RETRY)) {
              retries.add(event);
            }
            return event.data().endsWith("\"data\":2}");
          };
      next(checkContext, reader, second, "an event 'update'");
    }
    CheckFailed.unlessSame("'retry:' after the first block, so many times", 0, retries.size());
  }

  private static String idWithData(CheckContext checkContext) {
    checkContext.need(Transport.SSE);
    String topic = checkContext.prefix() + ".a";
    String id;
    try (SseReader reader = new SseReader(checkContext.target(), ReadRequest.of(topic))) {
      Predicate<Event> fit = event -> isMessage(event) && !event.id().isEmpty();
      id = next(checkContext, reader, fit, "a block with data and an id, before any update,").id();
    }
    List<String> missed = checkContext.publishMany(topic, 5);
    try (TransportClient reader = new SseReader(checkContext.target(), ReadRequest.of(topic), id)) {
      checkContext.expect(reader, missed);
    }
    return "";
  }

  private static boolean isMessage(Event event) {
    return !List.of(SseParser.WITHOUT_DATA, SseParser.COMMENT, SseParser.RETRY)
        .contains(event.type());
  }

  private static String unusableId(CheckContext checkContext) {
    checkContext.need(Transport.SSE);
    List<String> prefixes = checkContext.prefixesOnTwoFeeds();
    String topic = prefixes.get(0) + ".a";
    String snapshot = checkContext.publish(topic, "1").update("1");
    String ofAnother = checkContext.publish(prefixes.get(1) + ".a", "1").cursor();
    for (String id : List.of("yesterday", ofAnother)) {
      try (TransportClient reader =
          new SseReader(checkContext.target(), ReadRequest.of(topic), id)) {
        checkContext.expect(reader, List.of(snapshot));
        CheckFailed.unlessSame("recovered with Last-Event-ID " + id, false, reader.recovered());
      }
    }
    return "";
  }
}
