package io.feedhorn.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.client.ReadRequest;
import io.feedhorn.client.UpdateReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Refusals: invalid requests get an error code, and the next request is served. */
interface RefusalContract extends TransportUnderTest {
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
        "é.a",
        "a/b.c"
      })
  default void aBadPatternIsRefusedAndTheNextRequestIsServed(String pattern) {
    assertRefused(ReadRequest.of(pattern), "bad_topic");
    assertServed();
  }

  @Test
  default void aPatternOverTheMaximumLengthIsRefusedAndOneOfThatLengthIsNot() {
    String feed = server().latestFeed();
    String fits = feed + "." + "x".repeat(199 - feed.length());

    assertRefused(ReadRequest.of(fits + "x"), "bad_topic");

    try (UpdateReader reader = open(ReadRequest.of(fits))) {
      assertThat(server().publish(fits, "1").update("1"))
          .isEqualTo(TransportUnderTest.next(reader));
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

    assertRefused(ReadRequest.of(feed + ".a").since(cursor.replace("FEED", feed)), "bad_cursor");
    assertServed();
  }
}
