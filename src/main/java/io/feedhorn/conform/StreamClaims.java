package io.feedhorn.conform;

import io.feedhorn.conform.EventText.Event;
import io.feedhorn.model.Cursor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Server-Sent Events. */
final class StreamClaims {
  static final List<Claim> CLAIMS =
      List.of(
          new Claim(
              "sse.id",
              "Each event's id resumes after it, sent back as Last-Event-ID",
              StreamClaims::id),
          new Claim(
              "sse.last-event-id", "Last-Event-ID wins over since", StreamClaims::lastEventId),
          new Claim(
              "sse.several-feeds",
              "One id is the cursor of all feeds of the stream",
              StreamClaims::severalFeeds),
          new Claim(
              "sse.first-block",
              "The first block has data and the time to reconnect, which is said once",
              StreamClaims::firstBlock),
          new Claim(
              "sse.id-with-data",
              "A reader that passes over an id without data misses nothing of an empty topic",
              StreamClaims::idWithData),
          new Claim(
              "sse.unusable-id",
              "A Last-Event-ID of no use starts over with reset and snapshots, and is not refused",
              StreamClaims::unusableId));

  private StreamClaims() {}

  private static String id(Bench bench) {
    bench.need(Transport.SSE);
    String prefix = bench.prefix();
    String since = bench.publish(prefix + ".a", "0").cursor();
    List<String> updates = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      String json = Integer.toString(i);
      updates.add(bench.publish(prefix + ".t" + i % 2, json).update(json));
    }
    List<String> ids = new ArrayList<>();
    try (StreamReader reader =
        new StreamReader(bench.target(), Ask.of(prefix + ".*").since(since))) {
      for (String update : updates) {
        Event event = nextUpdate(bench, reader);
        Broken.unlessSame("the data of an event", update, event.data());
        ids.add(event.id());
      }
    }
    for (int i = 0; i < ids.size() - 1; i++) {
      try (Reader reader = new StreamReader(bench.target(), Ask.of(prefix + ".*"), ids.get(i))) {
        bench.expect(reader, updates.subList(i + 1, updates.size()));
        Broken.unlessSame("recovered", true, reader.recovered());
      }
    }
    return "";
  }

  private static Event nextUpdate(Bench bench, StreamReader reader) {
    return next(bench, reader, event -> event.type().equals("update"), "an event 'update'");
  }

  /** The next event of a kind. Heartbeats do not make the wait for it any longer. */
  private static Event next(
      Bench bench, StreamReader reader, Predicate<Event> wanted, String what) {
    long deadline = System.nanoTime() + bench.conditions().patience().toNanos();
    while (true) {
      Event event = reader.event(Duration.ofNanos(Math.max(0, deadline - System.nanoTime())));
      if (event == null) {
        throw new Broken(what + " did not come");
      }
      if (wanted.test(event)) {
        return event;
      }
    }
  }

  private static String lastEventId(Bench bench) {
    bench.need(Transport.SSE);
    String topic = bench.prefix() + ".a";
    String early = bench.publish(topic, "1").cursor();
    bench.publish(topic, "2");
    String late = bench.publish(topic, "3").cursor();
    String four = bench.publish(topic, "4").update("4");
    Ask ask = Ask.of(topic).since(early);
    try (Reader reader = new StreamReader(bench.target(), ask, late)) {
      bench.expect(reader, List.of(four));
    }
    return "";
  }

  private static String severalFeeds(Bench bench) {
    bench.need(Transport.SSE);
    List<String> prefixes = bench.prefixesOnTwoFeeds();
    String one = prefixes.get(0) + ".a";
    String two = prefixes.get(1) + ".a";
    String since = bench.publish(one, "1").cursor() + "," + bench.publish(two, "1").cursor();
    try (StreamReader reader = new StreamReader(bench.target(), Ask.of(one, two).since(since))) {
      for (String topic : List.of(one, two, two, one)) {
        String update = bench.publish(topic, "2").update("2");
        Event event = nextUpdate(bench, reader);
        Broken.unlessSame("the data of an event", update, event.data());
        int feeds = Cursor.parse(event.id()).positions().size();
        Broken.unlessSame("the feeds in id " + event.id(), 2, feeds);
        try (Reader resumed = new StreamReader(bench.target(), Ask.of(one, two), event.id())) {
          String next = bench.publish(topic, "3").update("3");
          bench.expect(resumed, List.of(next));
          Broken.unlessSame("the data of an event", next, nextUpdate(bench, reader).data());
        }
      }
    }
    return "";
  }

  /** With a snapshot to come first, and with nothing to come first. */
  private static String firstBlock(Bench bench) {
    bench.need(Transport.SSE);
    String topic = bench.prefix() + ".a";
    firstBlock(bench, topic, "cursor");
    bench.publish(topic, "1");
    firstBlock(bench, topic, "update");
    return "";
  }

  private static void firstBlock(Bench bench, String topic, String type) {
    List<Event> retries = new ArrayList<>();
    try (StreamReader reader = new StreamReader(bench.target(), Ask.of(topic))) {
      Event line = next(bench, reader, any -> true, "the first line");
      Broken.unlessSame("the first line", EventText.RETRY, line.type());
      Event block = next(bench, reader, any -> true, "the first block");
      Broken.unlessSame("the first block", type, block.type());
      bench.publish(topic, "2");
      Predicate<Event> second =
          event -> {
            if (event.type().equals(EventText.RETRY)) {
              retries.add(event);
            }
            return event.data().endsWith("\"data\":2}");
          };
      next(bench, reader, second, "an event 'update'");
    }
    Broken.unlessSame("'retry:' after the first block, so many times", 0, retries.size());
  }

  private static String idWithData(Bench bench) {
    bench.need(Transport.SSE);
    String topic = bench.prefix() + ".a";
    String id;
    try (StreamReader reader = new StreamReader(bench.target(), Ask.of(topic))) {
      Predicate<Event> fit = event -> isMessage(event) && !event.id().isEmpty();
      id = next(bench, reader, fit, "a block with data and an id, before any update,").id();
    }
    List<String> missed = bench.publishMany(topic, 5);
    try (Reader reader = new StreamReader(bench.target(), Ask.of(topic), id)) {
      bench.expect(reader, missed);
    }
    return "";
  }

  private static boolean isMessage(Event event) {
    return !List.of(EventText.WITHOUT_DATA, EventText.COMMENT, EventText.RETRY)
        .contains(event.type());
  }

  private static String unusableId(Bench bench) {
    bench.need(Transport.SSE);
    List<String> prefixes = bench.prefixesOnTwoFeeds();
    String topic = prefixes.get(0) + ".a";
    String snapshot = bench.publish(topic, "1").update("1");
    String ofAnother = bench.publish(prefixes.get(1) + ".a", "1").cursor();
    for (String id : List.of("yesterday", ofAnother)) {
      try (Reader reader = new StreamReader(bench.target(), Ask.of(topic), id)) {
        bench.expect(reader, List.of(snapshot));
        Broken.unlessSame("recovered with Last-Event-ID " + id, false, reader.recovered());
      }
    }
    return "";
  }
}
