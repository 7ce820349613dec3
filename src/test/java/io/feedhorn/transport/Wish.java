package io.feedhorn.transport;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a reader asks for, in the words that all transports share. Immutable. */
record Wish(
    List<String> topics, @Nullable String since, boolean conflate, @Nullable Double maxRate) {
  static Wish of(String... topics) {
    return new Wish(List.of(topics), null, false, null);
  }

  Wish since(String cursor) {
    return new Wish(topics, cursor, conflate, maxRate);
  }

  Wish conflated() {
    return new Wish(topics, since, true, maxRate);
  }

  Wish atMost(double perSecond) {
    return new Wish(topics, since, conflate, perSecond);
  }
}
