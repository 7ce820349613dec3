package io.feedhorn.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class UpdateTest {
  private static final Update UPDATE =
      new Update(
          Topic.parse("prices.BTC-USD"),
          "k3f9",
          1301,
          88,
          1_732_150_000_123_456L,
          1299,
          DeliveryMode.LATEST,
          Buffer.buffer("{\"price\":64123.50}"));

  private record Prefixed(String prefix, AtomicInteger encoded) implements UpdateEncoder<Buffer> {
    @Override
    public Buffer encode(Update update) {
      encoded.incrementAndGet();
      return Buffer.buffer(prefix).appendBuffer(update.json());
    }
  }

  @Test
  void hasTheJsonOfTheContractByteForByte() {
    assertThat(UPDATE.json())
        .hasToString(
            """
            {"type":"update","topic":"prices.BTC-USD","offset":1301,"seq":88,\
            "ts":1732150000123.456,"data":{"price":64123.50}}""");
    assertThat(UPDATE).hasToString(UPDATE.json().toString());
  }

  @Test
  void keepsTheBytesOfItsValue() {
    Buffer data = Buffer.buffer("\"é😀 \\u00e9\"");
    Update update = new Update(Topic.parse("a.b"), "e", 1, 1, 0, 0, DeliveryMode.EVERY, data);

    assertThat(update.json().getBytes())
        .startsWith(
            Buffer.buffer("{\"type\":\"update\",\"topic\":\"a.b\",\"offset\":1,").getBytes())
        .endsWith(Buffer.buffer().appendBuffer(data).appendString("}").getBytes());
  }

  @Test
  void hasTheCursorOfAReaderThatHasProcessedIt() {
    assertThat(UPDATE.position()).isEqualTo(new Position("k3f9", 1301));
    assertThat(UPDATE.cursor()).hasToString("prices:k3f9:1301");
  }

  @Test
  void returnsThePublishedValue() {
    Buffer data = Buffer.buffer("{\",\\\"data\\\":\":1}");
    Update update = new Update(Topic.parse("a.b"), "e", 1, 1, 0, 0, DeliveryMode.EVERY, data);

    assertThat(UPDATE.data()).hasToString("{\"price\":64123.50}");
    assertThat(update.data()).isEqualTo(data);
  }

  @Test
  void returnsTheValueOfATopicWhoseNameHasMoreBytesThanCharacters() {
    Buffer data = Buffer.buffer("[1,2]");
    Update update =
        new Update(Topic.parse("scores.Köln"), "e", 1, 1, 0, 0, DeliveryMode.EVERY, data);

    assertThat(update.data()).isEqualTo(data);
  }

  @Test
  void isEncodedOnceForEachEncoder() {
    AtomicInteger encoded = new AtomicInteger();
    Buffer first = UPDATE.encoded(new Prefixed("a", encoded));
    Buffer other = UPDATE.encoded(new Prefixed("b", encoded));

    assertThat(UPDATE.encoded(new Prefixed("a", encoded))).isSameAs(first);
    assertThat(UPDATE.encoded(new Prefixed("b", encoded))).isSameAs(other);
    assertThat(first.toString()).startsWith("a{");
    assertThat(other.toString()).startsWith("b{");
    assertThat(encoded).hasValue(2);
    assertThat(UPDATE.json()).isSameAs(UPDATE.json());
  }
}
