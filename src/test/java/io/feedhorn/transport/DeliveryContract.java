package io.feedhorn.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.client.ReadRequest;
import io.feedhorn.client.UpdateReader;
import io.feedhorn.http.ReceiptAssert;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Delivery: the same bytes, in order, each update once, of subscribed topics only. */
interface DeliveryContract extends TransportUnderTest {
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
  default void everyReaderGetsThePublishedBytes(String json) {
    String topic = server().latestFeed() + ".bytes";
    String update = server().publish(topic, json).update(json);

    try (UpdateReader reader = open(ReadRequest.of(topic))) {
      assertThat(TransportUnderTest.next(reader)).isEqualTo(update);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "BTC/USD",
        "^GSPC",
        "EUR=X",
        "A+B&c=%2F?#",
        "Köln",
        "日本",
        "a.\uD83D\uDE80",
        "a/history"
      })
  default void aTopicHasAnyPrintableCharacters(String name) {
    String topic = server().everyFeed() + "." + name;
    String first = server().publish(topic, "1").update("1");

    try (UpdateReader reader = open(ReadRequest.of(topic))) {
      assertThat(TransportUnderTest.next(reader)).isEqualTo(first);
      String second = server().publish(topic, "2").update("2");
      assertThat(TransportUnderTest.next(reader)).isEqualTo(second);
      try (UpdateReader resumed = open(ReadRequest.of(topic).since(reader.cursor()))) {
        String third = server().publish(topic, "3").update("3");
        assertThat(TransportUnderTest.next(resumed)).isEqualTo(third);
      }
    }
  }

  @Test
  default void whiteSpaceBetweenTokensIsRemoved() {
    String topic = server().latestFeed() + ".space";

    try (UpdateReader reader = open(ReadRequest.of(topic))) {
      ReceiptAssert published = server().publish(topic, " {\r\n\t\"a\" : [ 1 , \" b \" ] } \n");

      assertThat(TransportUnderTest.next(reader))
          .isEqualTo(published.update("{\"a\":[1,\" b \"]}"));
    }
  }

  @Test
  default void aLargeUpdateArrivesComplete() {
    String topic = server().latestFeed() + ".large";
    String json = "\"" + "0123456789abcdeé".repeat(3_600) + "\"";

    try (UpdateReader reader = open(ReadRequest.of(topic))) {
      ReceiptAssert published = server().publish(topic, json);

      assertThat(TransportUnderTest.next(reader)).isEqualTo(published.update(json));
    }
  }

  @Test
  default void theSnapshotArrivesFirstThenLiveUpdates() {
    String topic = server().latestFeed() + ".a";
    server().publish(topic, "1");
    String snapshot = server().publish(topic, "2").update("2");

    try (UpdateReader reader = open(ReadRequest.of(topic))) {
      String third = server().publish(topic, "3").update("3");
      String fourth = server().publish(topic, "4").update("4");

      assertThat(TransportUnderTest.nextUpdates(reader, 3))
          .containsExactly(snapshot, third, fourth);
    }
  }

  @Test
  default void updatesOfAFeedArriveInTheOrderOfTheirOffsets() {
    String feed = server().everyFeed();
    List<String> expected = new ArrayList<>();

    try (UpdateReader reader = open(ReadRequest.of(feed + ".>"))) {
      for (int i = 0; i < 40; i++) {
        String json = Integer.toString(i);
        expected.add(server().publish(feed + ".topic" + i % 3, json).update(json));
      }

      assertThat(TransportUnderTest.nextUpdates(reader, expected.size()))
          .containsExactlyElementsOf(expected);
    }
  }

  @Test
  default void aPatternMatchesItsTopicsAndNoOther() {
    String feed = server().latestFeed();

    try (UpdateReader reader = open(ReadRequest.of(feed + ".*.goals"))) {
      server().publish(feed + ".goals", "0");
      server().publish(feed + ".a.b.goals", "0");
      server().publish(feed + ".a.cards", "0");
      server().publish(feed + "x.a.goals", "0");
      String first = server().publish(feed + ".a.goals", "1").update("1");
      String second = server().publish(feed + ".b-c_D.goals", "2").update("2");

      assertThat(TransportUnderTest.nextUpdates(reader, 2)).containsExactly(first, second);
    }
  }

  @Test
  default void aClosingArrowMatchesOneOrMoreSegments() {
    String feed = server().latestFeed();

    try (UpdateReader reader = open(ReadRequest.of(feed + ".a.>"))) {
      server().publish(feed + ".a", "0");
      server().publish(feed + ".b.c", "0");
      String first = server().publish(feed + ".a.b", "1").update("1");
      String second = server().publish(feed + ".a.b.c.d", "2").update("2");

      assertThat(TransportUnderTest.nextUpdates(reader, 2)).containsExactly(first, second);
    }
  }

  @Test
  default void overlappingPatternsDeliverAnUpdateOnceToAConnection() {
    String feed = server().latestFeed();
    String topic = feed + ".a";
    String snapshot = server().publish(topic, "1").update("1");

    try (UpdateReader reader = open(ReadRequest.of(topic, feed + ".*", feed + ".>"))) {
      assertThat(TransportUnderTest.nextUpdates(reader, copies(3))).containsOnly(snapshot);
      for (String json : List.of("2", "3")) {
        String update = server().publish(topic, json).update(json);
        assertThat(TransportUnderTest.nextUpdates(reader, copies(3))).containsOnly(update);
      }
    }
  }
}
