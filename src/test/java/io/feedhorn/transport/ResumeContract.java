package io.feedhorn.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.feedhorn.client.ReadRequest;
import io.feedhorn.client.UpdateReader;
import io.feedhorn.http.ReceiptAssert;
import io.feedhorn.http.ServerSetup;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Resuming: a cursor continues where the last reader stopped, on any transport. */
interface ResumeContract extends TransportUnderTest {
  @Test
  default void aCursorExistsBeforeTheFirstUpdate() {
    String topic = server().everyFeed() + ".first";
    String cursor;
    try (UpdateReader reader = open(ReadRequest.of(topic))) {
      cursor = reader.cursor();
    }
    String first = server().publish(topic, "1").update("1");
    String second = server().publish(topic, "2").update("2");

    try (UpdateReader reader = open(ReadRequest.of(topic).since(cursor))) {
      assertThat(TransportUnderTest.nextUpdates(reader, 2)).containsExactly(first, second);
      assertThat(reader.recovered()).isTrue();
    }
  }

  @Test
  default void aCursorThatMissedNothingGetsNoDuplicates() {
    String topic = server().everyFeed() + ".a";
    server().publish(topic, "1");
    String cursor = server().publish(topic, "2").cursor();

    try (UpdateReader reader = open(ReadRequest.of(topic).since(cursor))) {
      String third = server().publish(topic, "3").update("3");

      assertThat(TransportUnderTest.next(reader)).isEqualTo(third);
      assertThat(reader.recovered()).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  default void aReaderThatReconnectsRepeatedlyHasEveryUpdateOnceAndInOrder(long seed) {
    Random random = new Random(seed);
    String feed = server().everyFeed();
    int count = 400;
    String cursor = server().publish(feed + ".start", "0").cursor();
    CompletableFuture<Void> publishing =
        CompletableFuture.runAsync(
            () -> {
              for (int i = 1; i <= count; i++) {
                server().publish(feed + ".topic" + i % 4, Integer.toString(i));
              }
            });
    List<Long> offsets = new ArrayList<>();

    while (offsets.size() < count) {
      try (UpdateReader reader = open(ReadRequest.of(feed + ".>").since(cursor))) {
        int stop = Math.min(count, offsets.size() + 1 + random.nextInt(30));
        while (offsets.size() < stop) {
          offsets.add(TransportUnderTest.offset(TransportUnderTest.next(reader)));
          TransportUnderTest.restOfResponse(reader)
              .forEach(update -> offsets.add(TransportUnderTest.offset(update)));
        }
        cursor = reader.cursor();
        assertThat(reader.recovered()).isTrue();
      }
    }

    publishing.join();
    assertThat(offsets).isEqualTo(LongStream.rangeClosed(2, count + 1).boxed().toList());
  }

  @Test
  default void theSnapshotReplacesEvictedHistory() {
    String feed = server().shortHistoryFeed();
    String cursor = server().publish(feed + ".busy", "0").cursor();
    String old = server().publish(feed + ".quiet", "1").update("1");
    ReceiptAssert newest = server().publish(feed + ".busy", "2");
    for (int i = 0; i < ServerSetup.SHORT_HISTORY_SIZE; i++) {
      newest = server().publish(feed + ".busy", "3");
    }

    try (UpdateReader reader = open(ReadRequest.of(feed + ".*").since(cursor))) {
      assertThat(TransportUnderTest.nextUpdates(reader, 2))
          .containsExactly(old, newest.update("3"));
      assertThat(reader.recovered()).isFalse();
      String live = server().publish(feed + ".busy", "4").update("4");
      assertThat(TransportUnderTest.next(reader)).isEqualTo(live);
    }
  }

  @Test
  default void historyThatReachesBackExactlyIsReplayedCompletely() {
    String topic = server().shortHistoryFeed() + ".a";
    String cursor = server().publish(topic, "0").cursor();
    List<String> missed = new ArrayList<>();
    for (int i = 1; i <= ServerSetup.SHORT_HISTORY_SIZE; i++) {
      missed.add(server().publish(topic, Integer.toString(i)).update(Integer.toString(i)));
    }

    try (UpdateReader reader = open(ReadRequest.of(topic).since(cursor))) {
      assertThat(TransportUnderTest.nextUpdates(reader, ServerSetup.SHORT_HISTORY_SIZE))
          .containsExactlyElementsOf(missed);
      assertThat(reader.recovered()).isTrue();
    }
  }

  @Test
  default void aTopicWithoutNewUpdatesMissedNothingHoweverOldTheCursor() {
    String feed = server().shortHistoryFeed();
    server().publish(feed + ".quiet", "0");
    String cursor = server().publish(feed + ".quiet", "1").cursor();
    for (int i = 0; i < 10 * ServerSetup.SHORT_HISTORY_SIZE; i++) {
      server().publish(feed + ".busy", "2");
    }

    try (UpdateReader reader = open(ReadRequest.of(feed + ".quiet").since(cursor))) {
      String live = server().publish(feed + ".quiet", "3").update("3");

      assertThat(TransportUnderTest.next(reader)).isEqualTo(live);
      assertThat(reader.recovered()).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"%s:0ther0epoch:1", "%s:abcd:0", "%s:abcdefgh12345678:999"})
  default void theSnapshotsReplaceUpdatesOfAnotherEpoch(String cursor) {
    String feed = server().latestFeed();
    server().publish(feed + ".a", "1");
    String a = server().publish(feed + ".a", "2").update("2");
    String b = server().publish(feed + ".b", "3").update("3");

    try (UpdateReader reader = open(ReadRequest.of(feed + ".*").since(cursor.formatted(feed)))) {
      String live = server().publish(feed + ".a", "4").update("4");

      assertThat(TransportUnderTest.nextUpdates(reader, 3)).containsExactly(a, b, live);
      assertThat(reader.recovered()).isFalse();
    }
  }

  @Test
  default void aCursorPastTheEndOfTheFeedGetsSnapshots() {
    String topic = server().latestFeed() + ".a";
    ReceiptAssert first = server().publish(topic, "1");
    String ahead = first.cursor().replaceAll(":1$", ":1000");

    try (UpdateReader reader = open(ReadRequest.of(topic).since(ahead))) {
      assertThat(TransportUnderTest.next(reader)).isEqualTo(first.update("1"));
      assertThat(reader.recovered()).isFalse();
    }
  }

  @Test
  default void oneCursorResumesSeveralFeeds() {
    String first = server().everyFeed() + ".a";
    String second = server().everyFeed() + ".b";
    String cursor =
        server().publish(first, "1").cursor() + "," + server().publish(second, "2").cursor();
    String third = server().publish(second, "3").update("3");
    String fourth = server().publish(first, "4").update("4");
    String fifth = server().publish(second, "5").update("5");

    String later;
    try (UpdateReader reader = open(ReadRequest.of(first, second).since(cursor))) {
      List<String> missed = TransportUnderTest.nextUpdates(reader, 3);

      assertThat(missed).containsExactlyInAnyOrder(third, fourth, fifth);
      assertThat(missed).containsSubsequence(third, fifth);
      assertThat(reader.recovered()).isTrue();
      later = reader.cursor();
    }

    String sixth = server().publish(first, "6").update("6");
    try (UpdateReader reader = open(ReadRequest.of(first, second).since(later))) {
      assertThat(TransportUnderTest.next(reader)).isEqualTo(sixth);
      assertThat(reader.recovered()).isTrue();
    }
  }

  @Test
  default void aFeedWithoutAPositionInTheCursorStartsWithItsSnapshot() {
    assumeTrue(addsFeedsToACursor());
    String known = server().everyFeed() + ".a";
    String added = server().everyFeed() + ".b";
    String cursor = server().publish(known, "1").cursor();
    server().publish(added, "2");
    String snapshot = server().publish(added, "3").update("3");
    String missed = server().publish(known, "4").update("4");

    try (UpdateReader reader = open(ReadRequest.of(known, added).since(cursor))) {
      assertThat(TransportUnderTest.nextUpdates(reader, 2))
          .containsExactlyInAnyOrder(snapshot, missed);
    }
  }

  @Test
  default void earliestIsAllOfHistoryThenLive() {
    String feed = server().shortHistoryFeed();
    List<String> held = new ArrayList<>();
    for (int round = 0; round < 3 * ServerSetup.SHORT_HISTORY_SIZE; round++) {
      for (int topic = 0; topic < 5; topic++) {
        String data = Integer.toString(round);
        // Topics are published one after the other, so the evicted updates of one topic are newer
        // than those that other topics still have.
        if (round < 2 * ServerSetup.SHORT_HISTORY_SIZE + topic - 2) {
          String update = server().publish(feed + ".t" + topic, data).update(data);
          if (round >= ServerSetup.SHORT_HISTORY_SIZE + topic - 2) {
            held.add(update);
          }
        }
      }
    }

    try (UpdateReader reader = open(ReadRequest.of(feed + ".*").since("earliest"))) {
      assertThat(TransportUnderTest.nextUpdates(reader, held.size())).isEqualTo(held);
      String live = server().publish(feed + ".t0", "\"live\"").update("\"live\"");
      assertThat(TransportUnderTest.next(reader)).isEqualTo(live);
    }
  }

  @Test
  default void earliestOfAFeedThatDoesNotExistYetIsEverythingFromItsStart() {
    String topic = server().everyFeed() + ".unborn";

    try (UpdateReader reader = open(ReadRequest.of(topic).since("earliest"))) {
      String first = server().publish(topic, "1").update("1");
      String second = server().publish(topic, "2").update("2");
      assertThat(TransportUnderTest.nextUpdates(reader, 2)).containsExactly(first, second);
    }
  }

  @Test
  default void earliestAppliesToSeveralFeeds() {
    String first = server().everyFeed() + ".a";
    String second = server().latestFeed() + ".a";
    List<String> ofFirst = new ArrayList<>();
    List<String> ofSecond = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      String data = Integer.toString(i);
      ofFirst.add(server().publish(first, data).update(data));
      ofSecond.add(server().publish(second, data).update(data));
    }

    try (UpdateReader reader = open(ReadRequest.of(first, second).since("earliest"))) {
      List<String> received = TransportUnderTest.nextUpdates(reader, 20);
      assertThat(received).containsSubsequence(ofFirst).containsSubsequence(ofSecond);
      String live = server().publish(second, "10").update("10");
      assertThat(TransportUnderTest.next(reader)).isEqualTo(live);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 8, 11})
  default void aReaderThatReconnectsWithinHistoryGetsTheRestOfIt(int before) {
    assumeTrue(marksHistory());
    String feed = server().shortHistoryFeed();
    List<String> held = new ArrayList<>();
    for (int topic = 0; topic < 5; topic++) {
      for (int i = 0; i < 2 * ServerSetup.SHORT_HISTORY_SIZE; i++) {
        String update = server().publish(feed + ".t" + topic, "1").update("1");
        if (i >= ServerSetup.SHORT_HISTORY_SIZE) {
          held.add(update);
        }
      }
    }
    List<String> received = new ArrayList<>();
    String cursor;
    try (UpdateReader reader = open(ReadRequest.of(feed + ".*").since("earliest"))) {
      received.addAll(TransportUnderTest.nextUpdates(reader, before));
      cursor = reader.cursor();
    }
    try (UpdateReader reader = open(ReadRequest.of(feed + ".*").since(cursor))) {
      received.addAll(TransportUnderTest.nextUpdates(reader, held.size() - received.size()));
      assertThat(reader.recovered()).isTrue();
    }
    assertThat(received).isEqualTo(held);
  }

  @ParameterizedTest
  @ValueSource(strings = {"Earliest", "earliest,earliest", "latest", "earliest "})
  default void earliestHasOneSpelling(String since) {
    assertRefused(
        ReadRequest.of(server().everyFeed() + ".a").since(since), "bad_cursor", "rejected");
  }
}
