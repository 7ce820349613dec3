package io.feedhorn.cluster.storm;

import io.feedhorn.model.Cursor;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.HdrHistogram.Histogram;

/**
 * The latency of an update from its publisher to a reader: on one node that is not clustered, and
 * on three nodes, to a reader of the publisher's node and to readers of other nodes. Any of the
 * three may be the owner of a feed.
 */
final class ReplicationLatency {
  static final String HEAD =
      """
      | 1,000 updates a second on 100 topics of 6 feeds | updates | p50 ms | p99 ms | p99.9 ms | max ms |
      |---|--:|--:|--:|--:|--:|
      """;

  private static final double PER_SECOND = 1_000;
  private static final int WARM_UP_MILLIS = 20_000;
  private static final int WINDOW_MILLIS = 20_000;

  private ReplicationLatency() {}

  static List<String> measure(Consumer<String> log) throws Exception {
    List<String> rows = new ArrayList<>();
    rows.add(row("one node, not clustered", delays(1).get(0)));
    List<Histogram> delays = delays(3);
    rows.add(row("three nodes, reader at the publisher's", delays.get(0)));
    rows.add(row("three nodes, readers at the two others", delays.get(1)));
    rows.forEach(log);
    return rows;
  }

  /**
   * Starts nodes, and returns the delays in nanoseconds of the reader at the publisher's node, and
   * those of the readers at the other nodes.
   */
  static List<Histogram> delays(int count) throws Exception {
    Vertx vertx = Vertx.vertx();
    try (Nodes nodes = new Nodes("distance" + count, StormSetup.THREE.nodes(count))) {
      nodes.start();
      return delays(vertx, nodes);
    } finally {
      vertx.close().await();
    }
  }

  private static List<Histogram> delays(Vertx vertx, Nodes nodes) throws Exception {
    StormContext storm = StormContext.of(vertx, new Topics(1, 6, 100), nodes);
    Cursor start = StormFeeds.begin(storm);
    List<Watcher> watchers = new ArrayList<>();
    for (int i = 0; i < nodes.all().size(); i++) {
      watchers.add(new Watcher(storm, i, start));
    }
    watchers.forEach(Watcher::start);
    SocketPublisher publisher = new SocketPublisher(storm.onlyNode(0), 1, PER_SECOND, false);
    publisher.start();
    Thread.sleep(WARM_UP_MILLIS);
    for (Watcher watcher : watchers) {
      delays(watcher);
    }
    Thread.sleep(WINDOW_MILLIS);
    Histogram same = delays(watchers.get(0));
    Histogram others = new Histogram(same);
    for (Watcher watcher : watchers.subList(1, watchers.size())) {
      others.add(delays(watcher));
    }
    publisher.stop().await(50, TimeUnit.SECONDS);
    watchers.forEach(Watcher::stop);
    return List.of(same, others);
  }

  private static Histogram delays(Watcher watcher) throws Exception {
    return watcher.delays().await(50, TimeUnit.SECONDS);
  }

  private static String row(String what, Histogram delays) {
    return "| %s | %,d | %.2f | %.1f | %.1f | %.1f |"
        .formatted(
            what,
            delays.getTotalCount(),
            delays.getValueAtPercentile(50) / 1e6,
            delays.getValueAtPercentile(99) / 1e6,
            delays.getValueAtPercentile(99.9) / 1e6,
            delays.getMaxValue() / 1e6);
  }
}
