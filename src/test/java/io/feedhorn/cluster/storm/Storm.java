package io.feedhorn.cluster.storm;

import io.feedhorn.model.Cursor;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;

/** Rounds of one fault under load on its own cluster. Runs on one thread. */
final class Storm {
  private static final Duration DRAIN_TIMEOUT = Duration.ofSeconds(60);

  private static final Duration WARM_UP_TIMEOUT = Duration.ofSeconds(15);
  private static final double WARM_SHARE = 0.9;

  private final StormPlan plan;
  private final Consumer<String> log;
  private final Random random;
  private final Nodes nodes;
  private final List<Duration> answerGaps = new ArrayList<>();
  private final List<Duration> deliveryGaps = new ArrayList<>();

  private Storm(StormPlan plan, Nodes nodes, Consumer<String> log) {
    this.plan = plan;
    this.nodes = nodes;
    this.log = log;
    this.random = new Random(plan.seed());
  }

  /**
   * Starts the nodes, runs all rounds, and stops the nodes.
   *
   * @param log receives a line for each round
   */
  static StormTally run(StormPlan plan, Consumer<String> log) throws Exception {
    String name = plan.fault().name().toLowerCase(Locale.ROOT);
    StormSetup setup = plan.setup().nodes(plan.setup().nodes() + plan.fault().spareNodes());
    Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(2));
    try (Nodes nodes = new Nodes(name, setup)) {
      nodes.startFirst(plan.setup().nodes());
      return new Storm(plan, nodes, log).rounds(vertx);
    } finally {
      vertx.close().await();
    }
  }

  private StormTally rounds(Vertx vertx) throws Exception {
    StormContext storm =
        StormContext.of(vertx, new Topics(plan.seed(), plan.feeds(), plan.topics()), nodes);
    Cursor start = StormFeeds.begin(storm);
    Readers readers = new Readers(storm, plan, start, random);
    Publishers publishers = new Publishers(storm, plan.perSecond(), random);
    readers.start();
    publishers.start();
    warmUp(storm);
    long began = System.nanoTime();
    long before = storm.violations().onReceipt();
    for (int i = 0; i < plan.rounds(); i++) {
      Thread.sleep(plan.calm().toMillis());
      round(i, storm, readers);
    }
    Thread.sleep(plan.calm().toMillis());
    double rate = (storm.violations().onReceipt() - before) / ((System.nanoTime() - began) / 1e9);
    publishers.stop();
    Cursor ends = StormFeeds.endOffsets(storm, nodes);
    readers.drain(ends, DRAIN_TIMEOUT);
    Map<String, String> epochs = new HashMap<>();
    ends.positions().forEach((feed, at) -> epochs.put(feed, at.epoch()));
    storm.violations().checkUnseen(epochs);
    return new StormTally(
        plan,
        storm.violations(),
        publishers.unanswered(),
        publishers.refused(),
        publishers.repeated(),
        readers.received(),
        readers.hops(),
        rate,
        answerGaps,
        deliveryGaps);
  }

  /** Waits until the rate is reached, or a timeout, because JVMs are slow while they compile. */
  private void warmUp(StormContext storm) throws InterruptedException {
    long deadline = System.nanoTime() + WARM_UP_TIMEOUT.toNanos();
    long before = 0;
    long now = 0;
    while (now - before < plan.perSecond() * WARM_SHARE && System.nanoTime() < deadline) {
      Thread.sleep(1_000);
      before = now;
      now = storm.violations().onReceipt();
    }
  }

  private void round(int number, StormContext storm, Readers readers) throws Exception {
    NodeProcess victim = nodes.get(random.nextInt(plan.setup().nodes()));
    storm.answers().restart();
    readers.watchers().forEach(watcher -> watcher.deliveries().restart());
    LocalTime begin = LocalTime.now(ZoneOffset.UTC);
    plan.fault().apply(nodes, victim, plan.hold());
    LocalTime end = LocalTime.now(ZoneOffset.UTC);
    Thread.sleep(plan.calm().toMillis());
    Duration answerGap = storm.answers().longest();
    Duration deliveryGap = Duration.ZERO;
    for (int i = 0; i < plan.setup().nodes(); i++) {
      Duration own = readers.watchers().get(i).deliveries().longest();
      if (i != victim.number() && own.compareTo(deliveryGap) > 0) {
        deliveryGap = own;
      }
    }
    answerGaps.add(answerGap);
    if (plan.fault().hasUnaffectedNodes()) {
      deliveryGaps.add(deliveryGap);
    }
    log.accept(
        ("round %d: %s of node %d from %s to %s; no answers for %d ms (%s), no updates for %d ms;"
                + " %,d answered %s")
            .formatted(
                number + 1,
                plan.fault().title(),
                victim.number(),
                begin.truncatedTo(ChronoUnit.MILLIS),
                end.truncatedTo(ChronoUnit.MILLIS),
                answerGap.toMillis(),
                storm.answers().description(),
                deliveryGap.toMillis(),
                storm.violations().onReceipt(),
                storm.violations().evidence()));
  }
}
