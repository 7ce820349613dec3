package io.feedhorn.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.feedhorn.client.ReadRequest;
import io.feedhorn.client.UpdateReader;
import io.feedhorn.http.ServerSetup;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Readers: a subscription continues where its clients have acknowledged, on any transport. */
interface ReaderContract extends TransportUnderTest {
  @Test
  default void aNewReaderGetsAllThatHistoryHoldsThenLive() {
    String topic = server().everyFeed() + ".a";
    String first = server().publish(topic, "1").update("1");
    String second = server().publish(topic, "2").update("2");

    try (UpdateReader reader = open(ReadRequest.of(topic).reader(nameOf(topic)))) {
      assertThat(TransportUnderTest.nextUpdates(reader, 2)).containsExactly(first, second);
      String live = server().publish(topic, "3").update("3");
      assertThat(TransportUnderTest.next(reader)).isEqualTo(live);
    }
  }

  @Test
  default void whatIsAcknowledgedIsNotSentAgainAndNothingElseIsSkipped() {
    String topic = server().everyFeed() + ".a";
    String name = nameOf(topic);
    List<String> updates = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      String data = Integer.toString(i);
      updates.add(server().publish(topic, data).update(data));
    }
    String acknowledged = "";
    try (UpdateReader reader = open(ReadRequest.of(topic).reader(name))) {
      for (int i = 0; i < 10; i++) {
        assertThat(TransportUnderTest.next(reader)).isEqualTo(updates.get(i));
        if (i == 3) {
          acknowledged = client().acknowledge(name, cursorOfLast(reader, updates.get(3)));
        }
      }
    }
    assertThat(acknowledged).matches(".*:0?4");
    updates.add(server().publish(topic, "10").update("10"));

    for (int attempt = 0; attempt < 2; attempt++) {
      try (UpdateReader reader = open(ReadRequest.of(topic).reader(name))) {
        assertThat(TransportUnderTest.nextUpdates(reader, 7)).isEqualTo(updates.subList(4, 11));
        assertThat(reader.recovered()).isTrue();
      }
    }
  }

  /** Returns the cursor after an update. */
  private static String cursorOfLast(UpdateReader reader, String update) {
    // While a reader has not got all of history yet, its offset has a zero before it.
    assertThat(reader.cursor()).matches(".*:0?" + TransportUnderTest.offset(update));
    return reader.cursor();
  }

  @Test
  default void aReaderThatAcknowledgedEverythingGetsLiveUpdatesAlone() {
    String topic = server().everyFeed() + ".a";
    String name = nameOf(topic);
    open(ReadRequest.of(topic).reader(name)).close();
    client().acknowledge(name, server().publish(topic, "1").cursor());

    try (UpdateReader reader = open(ReadRequest.of(topic).reader(name))) {
      String live = server().publish(topic, "2").update("2");
      assertThat(TransportUnderTest.next(reader)).isEqualTo(live);
    }
  }

  @Test
  default void sinceHasPrecedenceOverTheReader() {
    String topic = server().everyFeed() + ".a";
    String name = nameOf(topic);
    String since = server().publish(topic, "1").cursor();
    String second = server().publish(topic, "2").update("2");
    client().acknowledge(name, server().publish(topic, "3").cursor());

    try (UpdateReader reader = open(ReadRequest.of(topic).since(since).reader(name))) {
      assertThat(TransportUnderTest.next(reader)).isEqualTo(second);
    }
  }

  @Test
  default void severalDevicesOfOneReaderEachGetEverythingAfterItsCursor() {
    String topic = server().everyFeed() + ".a";
    String name = nameOf(topic);
    client().acknowledge(name, server().publish(topic, "1").cursor());
    String second = server().publish(topic, "2").update("2");

    try (UpdateReader one = open(ReadRequest.of(topic).reader(name));
        UpdateReader other = open(ReadRequest.of(topic).reader(name))) {
      String third = server().publish(topic, "3").update("3");
      assertThat(TransportUnderTest.nextUpdates(one, 2)).containsExactly(second, third);
      assertThat(TransportUnderTest.nextUpdates(other, 2)).containsExactly(second, third);
    }
  }

  @Test
  default void aFeedInWhichNothingIsAcknowledgedStartsWithItsHistory() {
    assumeThat(addsFeedsToACursor()).isTrue();
    String known = server().everyFeed() + ".a";
    String added = server().everyFeed() + ".b";
    String name = nameOf(known);
    client().acknowledge(name, server().publish(known, "1").cursor());
    String missed = server().publish(known, "2").update("2");
    String first = server().publish(added, "3").update("3");
    String second = server().publish(added, "4").update("4");

    try (UpdateReader reader = open(ReadRequest.of(known, added).reader(name))) {
      assertThat(TransportUnderTest.nextUpdates(reader, 3))
          .containsExactlyInAnyOrder(missed, first, second)
          .containsSubsequence(first, second);
      assertThat(reader.recovered()).isTrue();
    }
  }

  @Test
  default void theSnapshotReplacesHistoryThatIsGoneAfterTheAcknowledgedPosition() {
    String topic = server().shortHistoryFeed() + ".a";
    String name = nameOf(topic);
    client().acknowledge(name, server().publish(topic, "0").cursor());
    String newest = "";
    for (int i = 0; i < 2 * ServerSetup.SHORT_HISTORY_SIZE; i++) {
      newest = server().publish(topic, "1").update("1");
    }

    try (UpdateReader reader = open(ReadRequest.of(topic).reader(name))) {
      assertThat(TransportUnderTest.next(reader)).isEqualTo(newest);
      assertThat(reader.recovered()).isFalse();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"a..b", ".a", "a.", "a b", "*", "alice.>", "é", "a/b"})
  default void aBadNameIsRefusedAndTheNextRequestIsServed(String name) {
    String topic = server().latestFeed() + ".a";
    assertRefused(ReadRequest.of(topic).reader(name), "bad_request", "rejected");
    assertServed();
  }

  /** Returns the name of a reader that no other test uses: the topic, a name of two segments. */
  private static String nameOf(String topic) {
    return topic;
  }
}
