package io.feedhorn.cluster;

import io.feedhorn.log.FeedCatalog;
import io.feedhorn.log.FeedOptions;
import io.feedhorn.log.Feeds;
import io.feedhorn.model.Delivery;
import io.feedhorn.model.HandClock;
import io.feedhorn.model.Topic;
import io.feedhorn.publish.Append;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Things that tests of this package need, of one feed {@code f}. */
final class Made {
  static final String FEED = "f";
  static final String EPOCH = "k3f9";

  private Made() {}

  /** The feeds of one node, which keeps so many updates of each topic. */
  static Feeds feeds(int kept) {
    FeedOptions options = new FeedOptions(Delivery.LATEST, kept, Duration.ofDays(1), "no-cache");
    return Feeds.shared(new FeedCatalog(options, Map.of()), new HandClock(), EPOCH);
  }

  static Mirror mirror(Mirror.Listener listener) {
    return new Mirror(FEED, feeds(1_000), listener);
  }

  static Append append(String topic, String json, @Nullable String key) {
    return new Append(Topic.parse(topic), Buffer.buffer(json), key);
  }

  /** A batch of updates on one topic, as the first sequencer of the feed would make it. */
  static Batch batch(long tag, long first, int count) {
    List<Entry> entries = new ArrayList<>();
    for (long offset = first; offset < first + count; offset++) {
      entries.add(
          new Entry(
              Topic.parse("f.a"),
              offset,
              offset,
              offset - 1,
              1_000 + offset,
              Buffer.buffer("{\"n\":" + offset + "}"),
              null,
              7,
              offset,
              0));
    }
    return Batch.of(FEED, EPOCH, tag, entries);
  }
}
