package io.feedhorn.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.feedhorn.client.ReadRequest;
import io.feedhorn.client.UpdateReader;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code conflate} and {@code maxRate}, on feeds that permit them. */
interface SubscribeOptionsContract extends TransportUnderTest {
  @Test
  default void conflateReplaysTheNewestOfEachTopicOnly() {
    assumeTrue(conflatesOnRequest());
    String feed = server().latestFeed();
    String cursor = server().publish(feed + ".a", "0").cursor();
    for (int i = 0; i < 5; i++) {
      server().publish(feed + ".b", "1");
      server().publish(feed + ".a", "2");
    }
    String b = server().publish(feed + ".b", "3").update("3");
    String a = server().publish(feed + ".a", "4").update("4");

    try (UpdateReader reader = open(ReadRequest.of(feed + ".*").since(cursor).conflated())) {
      assertThat(TransportUnderTest.nextUpdates(reader, 2)).containsExactly(b, a);
      assertThat(reader.recovered()).isTrue();
    }
  }

  @Test
  default void maxRateSendsTheNewestAtThatRate() {
    assumeTrue(limitsTheRate());
    String topic = server().latestFeed() + ".a";

    try (UpdateReader reader = open(ReadRequest.of(topic).maxRate(4))) {
      long start = System.nanoTime();
      for (int i = 1; i < 60; i++) {
        server().publish(topic, Integer.toString(i));
      }
      String newest = server().publish(topic, "60").update("60");
      List<String> received = new ArrayList<>(List.of(TransportUnderTest.next(reader)));
      while (!received.get(received.size() - 1).equals(newest)) {
        received.add(TransportUnderTest.next(reader));
      }
      double seconds = (System.nanoTime() - start) / 1e9;

      assertThat(received)
          .extracting(TransportUnderTest::offset)
          .isSorted()
          .doesNotHaveDuplicates();
      assertThat(received.size()).isLessThanOrEqualTo((int) (seconds * 4) + 2).isLessThan(60);
    }
  }

  @Test
  default void reducedOptionsAreRefusedOnEveryFeeds() {
    String topic = server().everyFeed() + ".a";

    if (conflatesOnRequest()) {
      assertRefused(ReadRequest.of(topic).conflated(), "bad_request");
    }
    if (limitsTheRate()) {
      assertRefused(ReadRequest.of(topic).maxRate(1), "bad_request");
    }
    assertServed();
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -1, 0.0001, 1_000_000})
  default void aRateOutOfRangeIsRefused(double rate) {
    assumeTrue(limitsTheRate());
    assertRefused(ReadRequest.of(server().latestFeed() + ".a").maxRate(rate), "bad_request");
    assertServed();
  }
}
