package io.feedhorn.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code conflate} and {@code maxRate}, on feeds that permit them. */
interface SubscribeOptionsContract extends Contract {
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

    try (TestReader reader =
        connected(SubscribeRequest.of(feed + ".*").since(cursor).conflated())) {
      assertThat(Contract.nextUpdates(reader, 2)).containsExactly(b, a);
      assertRecovered(reader, true);
    }
  }

  @Test
  default void maxRateSendsTheNewestAtThatRate() {
    assumeTrue(limitsTheRate());
    String topic = server().latestFeed() + ".a";

    try (TestReader reader = connected(SubscribeRequest.of(topic).atMost(4))) {
      long start = System.nanoTime();
      for (int i = 1; i < 60; i++) {
        server().publish(topic, Integer.toString(i));
      }
      String newest = server().publish(topic, "60").update("60");
      List<String> received = new ArrayList<>(List.of(reader.next()));
      while (!received.get(received.size() - 1).equals(newest)) {
        received.add(reader.next());
      }
      double seconds = (System.nanoTime() - start) / 1e9;

      assertThat(received).extracting(Contract::offset).isSorted().doesNotHaveDuplicates();
      assertThat(received.size()).isLessThanOrEqualTo((int) (seconds * 4) + 2).isLessThan(60);
    }
  }

  @Test
  default void reducedOptionsAreRefusedOnEveryFeeds() {
    String topic = server().everyFeed() + ".a";

    try (TestReader reader = connect(server())) {
      if (conflatesOnRequest()) {
        reader.subscribe(SubscribeRequest.of(topic).conflated());
        assertThat(reader.refusal()).isEqualTo("bad_request");
      }
      if (limitsTheRate()) {
        reader.subscribe(SubscribeRequest.of(topic).atMost(1));
        assertThat(reader.refusal()).isEqualTo("bad_request");
      }
      assertServed(reader);
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -1, 0.0001, 1_000_000})
  default void aRateOutOfRangeIsRefused(double rate) {
    assumeTrue(limitsTheRate());
    try (TestReader reader = connect(server())) {
      reader.subscribe(SubscribeRequest.of(server().latestFeed() + ".a").atMost(rate));

      assertThat(reader.refusal()).isEqualTo("bad_request");
      assertServed(reader);
    }
  }
}
