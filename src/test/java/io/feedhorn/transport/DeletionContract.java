package io.feedhorn.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.client.ReadRequest;
import io.feedhorn.client.UpdateReader;
import org.junit.jupiter.api.Test;

/** Deletions: an update like any other, after which the topic is not there. */
interface DeletionContract extends TransportUnderTest {
  @Test
  default void aDeletionArrivesInOrderAndTheTopicGoesOn() {
    String feed = server().everyFeed();
    String topic = feed + ".a";

    try (UpdateReader reader = open(ReadRequest.of(feed + ".>"))) {
      String first = server().publish(topic, "1").update("1");
      String deletion = server().delete(topic).deletion();
      String other = server().publish(feed + ".b", "2").update("2");
      String again = server().publish(topic, "3").update("3");

      assertThat(deletion).contains("\"seq\":2,").endsWith(",\"deleted\":true}");
      assertThat(again).contains("\"seq\":3,");
      assertThat(TransportUnderTest.nextUpdates(reader, 4))
          .containsExactly(first, deletion, other, again);
    }
  }

  @Test
  default void aReaderOfOneTopicGetsItsDeletion() {
    String topic = server().latestFeed() + ".a";
    String first = server().publish(topic, "1").update("1");

    try (UpdateReader reader = open(ReadRequest.of(topic))) {
      assertThat(TransportUnderTest.next(reader)).isEqualTo(first);
      String deletion = server().delete(topic).deletion();
      assertThat(TransportUnderTest.next(reader)).isEqualTo(deletion);
    }
  }

  @Test
  default void aDeletedTopicIsInNoSnapshot() {
    String feed = server().latestFeed();
    server().publish(feed + ".a", "1");
    server().delete(feed + ".a");
    String other = server().publish(feed + ".b", "2").update("2");

    try (UpdateReader reader = open(ReadRequest.of(feed + ".*"))) {
      assertThat(TransportUnderTest.next(reader)).isEqualTo(other);
      String again = server().publish(feed + ".a", "3").update("3");
      assertThat(TransportUnderTest.next(reader)).isEqualTo(again);
    }
  }

  @Test
  default void aReaderThatResumesGetsTheDeletion() {
    String topic = server().everyFeed() + ".a";
    String cursor = server().publish(topic, "1").cursor();
    String second = server().publish(topic, "2").update("2");
    String deletion = server().delete(topic).deletion();

    try (UpdateReader reader = open(ReadRequest.of(topic).since(cursor))) {
      assertThat(TransportUnderTest.nextUpdates(reader, 2)).containsExactly(second, deletion);
      assertThat(reader.recovered()).isTrue();
    }
  }

  @Test
  default void theWholeHistoryContainsTheDeletion() {
    String topic = server().everyFeed() + ".a";
    String first = server().publish(topic, "1").update("1");
    String deletion = server().delete(topic).deletion();

    try (UpdateReader reader = open(ReadRequest.of(topic).since("earliest"))) {
      assertThat(TransportUnderTest.nextUpdates(reader, 2)).containsExactly(first, deletion);
    }
  }
}
