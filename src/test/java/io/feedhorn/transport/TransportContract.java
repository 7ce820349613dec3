package io.feedhorn.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.feedhorn.server.Published;
import io.feedhorn.server.RunningServer;
import io.feedhorn.server.ServerSetup;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What every transport promises: the same bytes, in order, each update once, and a cursor that goes
 * on where the last reader stopped, on whatever transport that was.
 */
@Timeout(60)
abstract class TransportContract {
  static RunningServer server;

  @BeforeAll
  static void startServer() {
    server = RunningServer.start();
  }

  @AfterAll
  static void stopServer() {
    server.close();
  }

  /** A client of the transport under test. */
  abstract Reader connect(RunningServer server);

  /** How often an update comes to a client with so many patterns that match it. */
  int copies(int matchingPatterns) {
    return 1;
  }

  /** Whether the client is told that history no longer reached back. */
  boolean tellsWhetherRecovered() {
    return true;
  }

  /** Whether a reader may ask for the newest update only. */
  boolean conflatesOnRequest() {
    return true;
  }

  /** Whether a reader may bound its rate. */
  boolean boundsTheRate() {
    return true;
  }

  /** Whether one request may name feeds that its cursor does not. */
  boolean addsFeedsToACursor() {
    return true;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1.10",
        "123456789012345678901234567890",
        "-0.0",
        "1E+400",
        "null",
        "true",
        "\"\"",
        "\"\\u00e9\\/\\n\\\"\\\\\"",
        "\"é 日本 \uD83D\uDE80 \u2028\"",
        "\"\\ud83d\\ude80\"",
        "[]",
        "[[],{},[1.0,{\"a\":{}}]]",
        "{\"price\":64123.50,\"\":0,\"a b\":\" c  d \"}",
        "{\"twice\":1,\"twice\":2}"
      })
  void everyReaderGetsTheBytesThatWerePublished(String json) {
    String topic = server.latestFeed() + ".bytes";
    String update = server.publish(topic, json).update(json);

    try (Reader reader = connected(Wish.of(topic))) {
      assertThat(reader.next()).isEqualTo(update);
    }
  }

  @Test
  void whiteSpaceBetweenTokensIsNotKept() {
    String topic = server.latestFeed() + ".space";

    try (Reader reader = connected(Wish.of(topic))) {
      Published published = server.publish(topic, " {\r\n\t\"a\" : [ 1 , \" b \" ] } \n");

      assertThat(reader.next()).isEqualTo(published.update("{\"a\":[1,\" b \"]}"));
    }
  }

  @Test
  void aLargeUpdateComesWhole() {
    String topic = server.latestFeed() + ".large";
    String json = "\"" + "0123456789abcdeé".repeat(3_800) + "\"";

    try (Reader reader = connected(Wish.of(topic))) {
      Published published = server.publish(topic, json);

      assertThat(reader.next()).isEqualTo(published.update(json));
    }
  }

  @Test
  void theSnapshotComesFirstThenWhatHappens() {
    String topic = server.latestFeed() + ".a";
    server.publish(topic, "1");
    String snapshot = server.publish(topic, "2").update("2");

    try (Reader reader = connected(Wish.of(topic))) {
      String third = server.publish(topic, "3").update("3");
      String fourth = server.publish(topic, "4").update("4");

      assertThat(take(reader, 3)).containsExactly(snapshot, third, fourth);
    }
  }

  @Test
  void updatesOfAFeedComeInTheOrderOfTheirOffsets() {
    String feed = server.everyFeed();
    List<String> expected = new ArrayList<>();

    try (Reader reader = connected(Wish.of(feed + ".>"))) {
      for (int i = 0; i < 40; i++) {
        String json = Integer.toString(i);
        expected.add(server.publish(feed + ".topic" + i % 3, json).update(json));
      }

      assertThat(take(reader, expected.size())).containsExactlyElementsOf(expected);
    }
  }

  @Test
  void aPatternStandsForItsTopicsAndForNoOther() {
    String feed = server.latestFeed();

    try (Reader reader = connected(Wish.of(feed + ".*.goals"))) {
      server.publish(feed + ".goals", "0");
      server.publish(feed + ".a.b.goals", "0");
      server.publish(feed + ".a.cards", "0");
      server.publish(feed + "x.a.goals", "0");
      String one = server.publish(feed + ".a.goals", "1").update("1");
      String two = server.publish(feed + ".b-c_D.goals", "2").update("2");

      assertThat(take(reader, 2)).containsExactly(one, two);
    }
  }

  @Test
  void aClosingArrowStandsForOneSegmentOrMore() {
    String feed = server.latestFeed();

    try (Reader reader = connected(Wish.of(feed + ".a.>"))) {
      server.publish(feed + ".a", "0");
      server.publish(feed + ".b.c", "0");
      String one = server.publish(feed + ".a.b", "1").update("1");
      String two = server.publish(feed + ".a.b.c.d", "2").update("2");

      assertThat(take(reader, 2)).containsExactly(one, two);
    }
  }

  @Test
  void overlappingPatternsDeliverAnUpdateOnceToAConnection() {
    String feed = server.latestFeed();
    String topic = feed + ".a";
    String snapshot = server.publish(topic, "1").update("1");

    try (Reader reader = connected(Wish.of(topic, feed + ".*", feed + ".>"))) {
      assertThat(take(reader, copies(3))).containsOnly(snapshot);
      for (String json : List.of("2", "3")) {
        String update = server.publish(topic, json).update(json);
        assertThat(take(reader, copies(3))).containsOnly(update);
      }
    }
  }

  @Test
  void aCursorIsThereBeforeTheFirstUpdate() {
    String topic = server.everyFeed() + ".first";
    String cursor;
    try (Reader reader = connected(Wish.of(topic))) {
      cursor = reader.cursor();
    }
    String first = server.publish(topic, "1").update("1");
    String second = server.publish(topic, "2").update("2");

    try (Reader reader = connected(Wish.of(topic).since(cursor))) {
      assertThat(take(reader, 2)).containsExactly(first, second);
      assertRecovered(reader, true);
    }
  }

  @Test
  void aCursorThatMissedNothingGetsNothingTwice() {
    String topic = server.everyFeed() + ".a";
    server.publish(topic, "1");
    String cursor = server.publish(topic, "2").cursor();

    try (Reader reader = connected(Wish.of(topic).since(cursor))) {
      String third = server.publish(topic, "3").update("3");

      assertThat(reader.next()).isEqualTo(third);
      assertRecovered(reader, true);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void aReaderThatIsCutAgainAndAgainHasEveryUpdateOnceAndInOrder(long seed) {
    Random random = new Random(seed);
    String feed = server.everyFeed();
    int count = 400;
    String cursor = server.publish(feed + ".start", "0").cursor();
    CompletableFuture<Void> publishing =
        CompletableFuture.runAsync(
            () -> {
              for (int i = 1; i <= count; i++) {
                server.publish(feed + ".topic" + i % 4, Integer.toString(i));
              }
            });
    List<Long> offsets = new ArrayList<>();

    while (offsets.size() < count) {
      try (Reader reader = connected(Wish.of(feed + ".>").since(cursor))) {
        int stop = Math.min(count, offsets.size() + 1 + random.nextInt(30));
        while (offsets.size() < stop) {
          offsets.add(offset(reader.next()));
          reader.rest().forEach(update -> offsets.add(offset(update)));
        }
        cursor = reader.cursor();
        assertRecovered(reader, true);
      }
    }

    publishing.join();
    assertThat(offsets).isEqualTo(LongStream.rangeClosed(2, count + 1).boxed().toList());
  }

  @Test
  void whereHistoryIsGoneTheSnapshotStandsInAlone() {
    String feed = server.briefFeed();
    String cursor = server.publish(feed + ".busy", "0").cursor();
    String kept = server.publish(feed + ".quiet", "1").update("1");
    Published newest = server.publish(feed + ".busy", "2");
    for (int i = 0; i < ServerSetup.BRIEF; i++) {
      newest = server.publish(feed + ".busy", "3");
    }

    try (Reader reader = connected(Wish.of(feed + ".*").since(cursor))) {
      assertThat(take(reader, 2)).containsExactly(kept, newest.update("3"));
      assertRecovered(reader, false);
      String live = server.publish(feed + ".busy", "4").update("4");
      assertThat(reader.next()).isEqualTo(live);
    }
  }

  @Test
  void historyThatReachesBackExactlyIsReplayedWhole() {
    String topic = server.briefFeed() + ".a";
    String cursor = server.publish(topic, "0").cursor();
    List<String> missed = new ArrayList<>();
    for (int i = 1; i <= ServerSetup.BRIEF; i++) {
      missed.add(server.publish(topic, Integer.toString(i)).update(Integer.toString(i)));
    }

    try (Reader reader = connected(Wish.of(topic).since(cursor))) {
      assertThat(take(reader, ServerSetup.BRIEF)).containsExactlyElementsOf(missed);
      assertRecovered(reader, true);
    }
  }

  @Test
  void aQuietTopicMissedNothingHoweverOldTheCursor() {
    String feed = server.briefFeed();
    server.publish(feed + ".quiet", "0");
    String cursor = server.publish(feed + ".quiet", "1").cursor();
    for (int i = 0; i < 10 * ServerSetup.BRIEF; i++) {
      server.publish(feed + ".busy", "2");
    }

    try (Reader reader = connected(Wish.of(feed + ".quiet").since(cursor))) {
      String live = server.publish(feed + ".quiet", "3").update("3");

      assertThat(reader.next()).isEqualTo(live);
      assertRecovered(reader, true);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"%s:0ther0epoch:1", "%s:abcd:0", "%s:abcdefgh12345678:999"})
  void whereTheEpochIsOverTheSnapshotsStandIn(String cursor) {
    String feed = server.latestFeed();
    server.publish(feed + ".a", "1");
    String a = server.publish(feed + ".a", "2").update("2");
    String b = server.publish(feed + ".b", "3").update("3");

    try (Reader reader = connected(Wish.of(feed + ".*").since(cursor.formatted(feed)))) {
      String live = server.publish(feed + ".a", "4").update("4");

      assertThat(take(reader, 3)).containsExactly(a, b, live);
      assertRecovered(reader, false);
    }
  }

  @Test
  void aCursorPastTheEndOfTheFeedIsNotBelieved() {
    String topic = server.latestFeed() + ".a";
    Published first = server.publish(topic, "1");
    String ahead = first.cursor().replaceAll(":1$", ":1000");

    try (Reader reader = connected(Wish.of(topic).since(ahead))) {
      assertThat(reader.next()).isEqualTo(first.update("1"));
      assertRecovered(reader, false);
    }
  }

  @Test
  void oneCursorResumesSeveralFeeds() {
    String one = server.everyFeed() + ".a";
    String two = server.everyFeed() + ".b";
    String cursor = server.publish(one, "1").cursor() + "," + server.publish(two, "2").cursor();
    String third = server.publish(two, "3").update("3");
    String fourth = server.publish(one, "4").update("4");
    String fifth = server.publish(two, "5").update("5");

    String later;
    try (Reader reader = connected(Wish.of(one, two).since(cursor))) {
      List<String> missed = take(reader, 3);

      assertThat(missed).containsExactlyInAnyOrder(third, fourth, fifth);
      assertThat(missed).containsSubsequence(third, fifth);
      assertRecovered(reader, true);
      later = reader.cursor();
    }

    String sixth = server.publish(one, "6").update("6");
    try (Reader reader = connected(Wish.of(one, two).since(later))) {
      assertThat(reader.next()).isEqualTo(sixth);
      assertRecovered(reader, true);
    }
  }

  @Test
  void aFeedThatTheCursorDoesNotNameStartsWithItsSnapshot() {
    assumeTrue(addsFeedsToACursor());
    String known = server.everyFeed() + ".a";
    String added = server.everyFeed() + ".b";
    String cursor = server.publish(known, "1").cursor();
    server.publish(added, "2");
    String snapshot = server.publish(added, "3").update("3");
    String missed = server.publish(known, "4").update("4");

    try (Reader reader = connected(Wish.of(known, added).since(cursor))) {
      assertThat(take(reader, 2)).containsExactlyInAnyOrder(snapshot, missed);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "nosegments",
        "*.a",
        ">.a",
        "a.>.b",
        "a..b",
        ".a",
        "a.",
        "a.b c",
        "a.b*",
        "a.é",
        "a.b/c"
      })
  void aBadPatternIsRefusedAndTheNextRequestIsServed(String pattern) {
    try (Reader reader = connect(server)) {
      reader.ask(Wish.of(pattern));

      assertThat(reader.refusal()).isEqualTo("bad_topic");
      assertServed(reader);
    }
  }

  @Test
  void aPatternThatIsTooLongIsRefusedAndOneThatJustFitsIsNot() {
    String feed = server.latestFeed();
    String fits = feed + "." + "x".repeat(199 - feed.length());

    try (Reader reader = connect(server)) {
      reader.ask(Wish.of(fits + "x"));
      assertThat(reader.refusal()).isEqualTo("bad_topic");

      reader.ask(Wish.of(fits));
      assertThat(reader.refusal()).isNull();
      assertThat(server.publish(fits, "1").update("1")).isEqualTo(reader.next());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "nonsense",
        "FEED:abcd",
        "FEED:abcd:-1",
        "FEED:abcd:1:2",
        "FEED:ABCD:1",
        "FEED:abc:1",
        "FEED:abcdefghijklmnopq:1",
        "FEED:abcd:1,",
        "FEED:abcd:1,FEED:abcd:1",
        "FEED:abcd:99999999999999999999",
        "stranger:abcd:1"
      })
  void aCursorThatCannotBeReadOrIsOfNoFeedAskedForIsRefused(String cursor) {
    String feed = server.latestFeed();

    try (Reader reader = connect(server)) {
      reader.ask(Wish.of(feed + ".a").since(cursor.replace("FEED", feed)));

      assertThat(reader.refusal()).isEqualTo("bad_cursor");
      assertServed(reader);
    }
  }

  @Test
  void whoAsksForConflationIsOwedTheNewestOfEachTopicOnly() {
    assumeTrue(conflatesOnRequest());
    String feed = server.latestFeed();
    String cursor = server.publish(feed + ".a", "0").cursor();
    for (int i = 0; i < 5; i++) {
      server.publish(feed + ".b", "1");
      server.publish(feed + ".a", "2");
    }
    String b = server.publish(feed + ".b", "3").update("3");
    String a = server.publish(feed + ".a", "4").update("4");

    try (Reader reader = connected(Wish.of(feed + ".*").since(cursor).conflated())) {
      assertThat(take(reader, 2)).containsExactly(b, a);
      assertRecovered(reader, true);
    }
  }

  @Test
  void whoBoundsTheRateGetsTheNewestAtThatRate() {
    assumeTrue(boundsTheRate());
    String topic = server.latestFeed() + ".a";

    try (Reader reader = connected(Wish.of(topic).atMost(4))) {
      long start = System.nanoTime();
      for (int i = 1; i < 60; i++) {
        server.publish(topic, Integer.toString(i));
      }
      String newest = server.publish(topic, "60").update("60");
      List<String> taken = new ArrayList<>(List.of(reader.next()));
      while (!taken.get(taken.size() - 1).equals(newest)) {
        taken.add(reader.next());
      }
      double seconds = (System.nanoTime() - start) / 1e9;

      assertThat(taken).extracting(TransportContract::offset).isSorted().doesNotHaveDuplicates();
      assertThat(taken.size()).isLessThanOrEqualTo((int) (seconds * 4) + 2).isLessThan(60);
    }
  }

  @Test
  void nobodyAsksForLessOfAFeedThatDeliversEverything() {
    String topic = server.everyFeed() + ".a";

    try (Reader reader = connect(server)) {
      if (conflatesOnRequest()) {
        reader.ask(Wish.of(topic).conflated());
        assertThat(reader.refusal()).isEqualTo("bad_request");
      }
      if (boundsTheRate()) {
        reader.ask(Wish.of(topic).atMost(1));
        assertThat(reader.refusal()).isEqualTo("bad_request");
      }
      assertServed(reader);
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -1, 0.0001, 1_000_000})
  void aRateOutOfRangeIsRefused(double rate) {
    assumeTrue(boundsTheRate());
    try (Reader reader = connect(server)) {
      reader.ask(Wish.of(server.latestFeed() + ".a").atMost(rate));

      assertThat(reader.refusal()).isEqualTo("bad_request");
      assertServed(reader);
    }
  }

  private Reader connected(Wish wish) {
    Reader reader = connect(server);
    reader.ask(wish);
    assertThat(reader.refusal()).isNull();
    return reader;
  }

  private static void assertServed(Reader reader) {
    String topic = server.latestFeed() + ".served";
    reader.ask(Wish.of(topic));
    assertThat(reader.refusal()).isNull();
    String update = server.publish(topic, "\"still here\"").update("\"still here\"");
    assertThat(reader.next()).isEqualTo(update);
  }

  private void assertRecovered(Reader reader, boolean expected) {
    if (tellsWhetherRecovered()) {
      assertThat(reader.recovered()).isEqualTo(expected);
    }
  }

  private static List<String> take(Reader reader, int count) {
    List<String> updates = new ArrayList<>();
    while (updates.size() < count) {
      updates.add(reader.next());
    }
    return updates;
  }

  static long offset(String update) {
    return new JsonObject(update).getLong("offset");
  }
}
