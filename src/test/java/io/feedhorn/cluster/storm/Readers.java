package io.feedhorn.cluster.storm;

import io.feedhorn.client.ClientOptions;
import io.feedhorn.client.FeedhornClient;
import io.feedhorn.model.Cursor;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/** All that reads in a storm: a watcher on each node, and hoppers. */
final class Readers {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final StormStage stage;
  private final List<Watcher> watchers = new ArrayList<>();
  private final List<HoppingStormReader> hoppers = new ArrayList<>();
  private final List<Thread> threads = new ArrayList<>();

  /**
   * @param start where the feeds begin
   */
  Readers(StormStage stage, StormPlan plan, Cursor start, Random random) {
    this.stage = stage;
    List<FeedhornClient> nodes = new ArrayList<>();
    for (int i = 0; i < stage.addresses().size(); i++) {
      watchers.add(new Watcher(stage, i, start));
      URI url = URI.create("http://" + stage.addresses().get(i));
      nodes.add(new FeedhornClient(stage.vertx(), ClientOptions.of(url).timeout(PATIENCE)));
    }
    List<String> feeds = stage.topics().feeds();
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
        from = from.with(of, java.util.Objects.requireNonNull(start.position(of)));
      }
      hoppers.add(
          new HoppingStormReader(
              "hopper %d of %s".formatted(i, patterns),
              stage.violations(),
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

  /** Waits until everybody has everything; what does not come is told as lost. */
  void drain(Cursor heads, Duration time) throws Exception {
    long deadline = System.nanoTime() + time.toNanos();
    hoppers.forEach(hopper -> hopper.drain(heads, time));
    for (int i = 0; i < watchers.size(); i++) {
      long behind = behind(watchers.get(i), heads);
      while (behind > 0 && System.nanoTime() < deadline) {
        Thread.sleep(50);
        behind = behind(watchers.get(i), heads);
      }
      missing("watcher of node " + i, behind);
    }
    for (int i = 0; i < hoppers.size(); i++) {
      threads.get(i).join(Math.max(1, (deadline - System.nanoTime()) / 1_000_000) + 10_000);
      missing(hoppers.get(i).name(), hoppers.get(i).behind(heads));
    }
    watchers.forEach(Watcher::stop);
  }

  private static long behind(Watcher watcher, Cursor heads) throws Exception {
    return watcher.behind(heads).await(10, TimeUnit.SECONDS);
  }

  private void missing(String name, long behind) {
    if (behind > 0) {
      stage.violations().wrong(Violation.LOST, behind, name + " does not get its last " + behind);
    }
  }

  long taken() throws Exception {
    long taken = hoppers.stream().mapToLong(HoppingStormReader::length).sum();
    for (Watcher watcher : watchers) {
      taken += watcher.length().await(10, TimeUnit.SECONDS);
    }
    return taken;
  }

  long hops() {
    return hoppers.stream().mapToLong(HoppingStormReader::hops).sum();
  }
}
