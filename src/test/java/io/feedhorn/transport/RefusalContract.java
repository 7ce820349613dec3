package io.feedhorn.transport;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Refusals: invalid requests get an error code, and the next request is served. */
interface RefusalContract extends Contract {
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
  default void aBadPatternIsRefusedAndTheNextRequestIsServed(String pattern) {
    try (TestReader reader = connect(server())) {
      reader.subscribe(SubscribeRequest.of(pattern));

      assertThat(reader.refusal()).isEqualTo("bad_topic");
      assertServed(reader);
    }
  }

  @Test
  default void aPatternOverTheMaximumLengthIsRefusedAndOneOfThatLengthIsNot() {
    String feed = server().latestFeed();
    String fits = feed + "." + "x".repeat(199 - feed.length());

    try (TestReader reader = connect(server())) {
      reader.subscribe(SubscribeRequest.of(fits + "x"));
      assertThat(reader.refusal()).isEqualTo("bad_topic");

      reader.subscribe(SubscribeRequest.of(fits));
      assertThat(reader.refusal()).isNull();
      assertThat(server().publish(fits, "1").update("1")).isEqualTo(reader.next());
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
  default void anInvalidCursorOrOneOfAnotherFeedIsRefused(String cursor) {
    String feed = server().latestFeed();

    try (TestReader reader = connect(server())) {
      reader.subscribe(SubscribeRequest.of(feed + ".a").since(cursor.replace("FEED", feed)));

      assertThat(reader.refusal()).isEqualTo("bad_cursor");
      assertServed(reader);
    }
  }
}
