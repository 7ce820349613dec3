package io.feedhorn.cluster.storm;

import io.feedhorn.client.ClientOptions;
import io.feedhorn.client.FeedhornClient;
import io.feedhorn.model.Cursor;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/** The readers of a storm: one that stays at each node, and others that move. */
final class Readers {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

  private final StormContext storm;
  private final List<Watcher> watchers = new ArrayList<>();
  private final List<HoppingStormReader> hoppers = new ArrayList<>();
  private final List<Thread> threads = new ArrayList<>();

  /**
   * Creates readers that are not started.
   *
   * @param start the beginning of the feeds
   */
  Readers(StormContext storm, StormPlan plan, Cursor start, Random random) {
    this.storm = storm;
    List<FeedhornClient> nodes = new ArrayList<>();
    for (int i = 0; i < storm.addresses().size(); i++) {
      watchers.add(new Watcher(storm, i, start));
      URI url = URI.create("http://" + storm.addresses().get(i));
      nodes.add(new FeedhornClient(storm.vertx(), ClientOptions.of(url).timeout(CONNECT_TIMEOUT)));
    }
    List<String> feeds = storm.topics().feeds();
    for (int i = 0; i < plan.hoppers(); i++) {
      String feed = feeds.get(i % feeds.size());
      String next = feeds.get((i + 1) % feeds.size());
      List<String> patterns =
          switch (i % 3) {
            case 0 -> List.of(Topics.whole(feed));
            case 1 -> List.of(Topics.part(feed, i));
            default -> List.of(Topics.whole(feed), Topics.part(next, i));
          };
      Cursor from = Cursor.empty();
      for (String pattern : patterns) {
        String of = pattern.substring(0, pattern.indexOf('.'));
        from = from.with(of, Objects.requireNonNull(start.position(of)));
      }
      hoppers.add(
          new HoppingStormReader(
              "hopper %d of %s".formatted(i, patterns),
              storm.violations(),
              nodes,
              plan.transports(),
              patterns,
              from,
              random.nextLong()));
    }
  }

  void start() {
    watchers.forEach(Watcher::start);
    for (HoppingStormReader hopper : hoppers) {
      Thread thread = new Thread(hopper, hopper.name());
      thread.setDaemon(true);
      thread.start();
      threads.add(thread);
    }
  }

  List<Watcher> watchers() {
    return watchers;
  }

  /** Waits until all readers have all updates; reports missing ones as lost. */
  void drain(Cursor ends, Duration time) throws Exception {
    long deadline = System.nanoTime() + time.toNanos();
    hoppers.forEach(hopper -> hopper.drain(ends, time));
    for (int i = 0; i < watchers.size(); i++) {
      long missing = missing(watchers.get(i), ends);
      while (missing > 0 && System.nanoTime() < deadline) {
        Thread.sleep(50);
        missing = missing(watchers.get(i), ends);
      }
      reportMissing("watcher of node " + i, missing);
    }
    for (int i = 0; i < hoppers.size(); i++) {
      threads.get(i).join(Math.max(1, (deadline - System.nanoTime()) / 1_000_000) + 10_000);
      reportMissing(hoppers.get(i).name(), hoppers.get(i).missing(ends));
    }
    watchers.forEach(Watcher::stop);
  }

  private static long missing(Watcher watcher, Cursor ends) throws Exception {
    return watcher.missing(ends).await(50, TimeUnit.SECONDS);
  }

  private void reportMissing(String name, long missing) {
    if (missing > 0) {
      storm
          .violations()
          .report(Violation.LOST, missing, name + " did not receive the last " + missing);
    }
  }

  long received() throws Exception {
    long taken = hoppers.stream().mapToLong(HoppingStormReader::length).sum();
    for (Watcher watcher : watchers) {
      taken += watcher.length().await(50, TimeUnit.SECONDS);
    }
    return taken;
  }

  long hops() {
    return hoppers.stream().mapToLong(HoppingStormReader::hops).sum();
  }
}
