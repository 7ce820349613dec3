package io.feedhorn.cluster.replica;

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

/** Batches, publishes and replicas of one feed {@code f} for tests. */
public final class TestBatches {
  public static final String FEED = "f";
  public static final String EPOCH = "k3f9";

  private TestBatches() {}

  /** Creates the feeds of one node with a history of some updates of each topic. */
  public static FeedRegistry feeds(int historySize) {
    FeedOptions options =
        new FeedOptions(DeliveryMode.LATEST, historySize, Duration.ofDays(1), "no-cache");
    return FeedRegistry.shared(new FeedsOptions(options, Map.of()), new FakeClock(), EPOCH);
  }

  static ReplicaLog replicaLog(ReplicaLog.Listener listener) {
    return new ReplicaLog(FEED, feeds(1_000), listener);
  }

  public static PublishCommand command(String topic, String json, @Nullable String key) {
    return new PublishCommand(Topic.parse(topic), Buffer.buffer(json), key);
  }

  /** Creates a batch of updates on one topic. */
  public static Batch batch(long term, long first, int count) {
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
    return Batch.of(FEED, EPOCH, term, entries);
  }
}
