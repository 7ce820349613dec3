package io.feedhorn.transport;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A subscription request for any transport. Immutable. */
public record SubscribeRequest(
    List<String> topics, @Nullable String since, boolean conflate, @Nullable Double maxRate) {
  public static SubscribeRequest of(String... topics) {
    return new SubscribeRequest(List.of(topics), null, false, null);
  }

  public SubscribeRequest since(String cursor) {
    return new SubscribeRequest(topics, cursor, conflate, maxRate);
  }

  SubscribeRequest conflated() {
    return new SubscribeRequest(topics, since, true, maxRate);
  }

  SubscribeRequest atMost(double perSecond) {
    return new SubscribeRequest(topics, since, conflate, perSecond);
  }
}
