package io.feedhorn.cluster;

import io.feedhorn.log.FeedOptions;
import io.feedhorn.log.FeedRegistry;
import io.feedhorn.log.FeedsOptions;
import io.feedhorn.model.DeliveryMode;
import io.feedhorn.model.FakeClock;
import io.feedhorn.model.Topic;
import io.feedhorn.publish.PublishCommand;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Things that tests of this package need, of one feed {@code f}. */
final class TestBatches {
  static final String FEED = "f";
  static final String EPOCH = "k3f9";

  private TestBatches() {}

  /** The feeds of one node, which keeps so many updates of each topic. */
  static FeedRegistry feeds(int kept) {
    FeedOptions options =
        new FeedOptions(DeliveryMode.LATEST, kept, Duration.ofDays(1), "no-cache");
    return FeedRegistry.shared(new FeedsOptions(options, Map.of()), new FakeClock(), EPOCH);
  }

  static ReplicaLog mirror(ReplicaLog.Listener listener) {
    return new ReplicaLog(FEED, feeds(1_000), listener);
  }

  static PublishCommand append(String topic, String json, @Nullable String key) {
    return new PublishCommand(Topic.parse(topic), Buffer.buffer(json), key);
  }

  /** A batch of updates on one topic, as the first sequencer of the feed would make it. */
  static Batch batch(long tag, long first, int count) {
    List<LogEntry> entries = new ArrayList<>();
    for (long offset = first; offset < first + count; offset++) {
      entries.add(
          new LogEntry(
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
