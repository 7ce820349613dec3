package io.feedhorn.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.feedhorn.client.ReadRequest;
import io.feedhorn.client.ReceivedUpdate;
import io.feedhorn.client.UpdateReader;
import io.feedhorn.delta.OrderBook;
import io.feedhorn.delta.RandomJson;
import io.feedhorn.json.JsonTree;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** {@code delta}: what a reader puts together is what was published. */
interface DeltaContract extends TransportUnderTest {
  private static @Nullable Object tree(String json) {
    return JsonTree.parse(json);
  }

  private static ReceivedUpdate nextUpdate(UpdateReader reader) {
    return ReceivedUpdate.of(TransportUnderTest.next(reader));
  }

  /** The reader resumes at random from its cursor, and must get the rest in full or as deltas. */
  @Test
  default void randomValuesArePutTogether() {
    assumeTrue(sendsDeltas());
    String feed = server().latestFeed();
    Random random = new Random(7);
    Map<String, RandomJson> values = new HashMap<>();
    ReadRequest request = ReadRequest.of(feed + ".*").withDeltas();
    UpdateReader reader = open(request);
    try {
      for (int round = 0; round < 12; round++) {
        Map<Long, String> published = new HashMap<>();
        for (int i = 0; i < 10; i++) {
          String topic = feed + "." + "abc".charAt(random.nextInt(3));
          String value =
              values.computeIfAbsent(topic, name -> new RandomJson(name.hashCode())).next();
          published.put(server().publish(topic, value).offset(), value);
        }
        for (int i = 0; i < 10; i++) {
          ReceivedUpdate update = nextUpdate(reader);
          assertThat(tree(update.data()))
              .as(update.text())
              .isEqualTo(tree(String.valueOf(published.get(update.offset()))));
        }
        if (random.nextInt(4) == 0) {
          String cursor = reader.cursor();
          reader.close();
          reader = open(request.since(cursor));
        }
      }
    } finally {
      reader.close();
    }
  }

  @Test
  default void anOrderBookIsPutTogetherWithItsDigits() {
    assumeTrue(sendsDeltas());
    String topic = server().latestFeed() + ".book";
    OrderBook book = new OrderBook(3, 20);

    try (UpdateReader reader = open(ReadRequest.of(topic).withDeltas())) {
      for (int i = 0; i < 110; i++) {
        String value = book.next();
        server().publish(topic, value);
        assertThat(nextUpdate(reader).data()).isEqualTo(value);
      }
    }
  }

  @Test
  default void aDeletedTopicBeginsAgainWithAFullValue() {
    assumeTrue(sendsDeltas());
    String topic = server().latestFeed() + ".book";
    OrderBook book = new OrderBook(4, 20);

    try (UpdateReader reader = open(ReadRequest.of(topic).withDeltas())) {
      server().publish(topic, book.next());
      nextUpdate(reader);
      server().delete(topic);
      assertThat(nextUpdate(reader).isDeletion()).isTrue();
      String value = book.next();
      server().publish(topic, value);
      assertThat(nextUpdate(reader).data()).isEqualTo(value);
    }
  }
}
