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

/** Rounds of one fault under load on a cluster that is started for it. Runs on one thread. */
final class Storm {
  private static final Duration TO_DRAIN = Duration.ofSeconds(60);

  private static final Duration MAX_TO_WARM_UP = Duration.ofSeconds(15);
  private static final double ENOUGH = 0.9;

  private final StormPlan plan;
  private final Consumer<String> say;
  private final Random random;
  private final Nodes nodes;
  private final List<Duration> silences = new ArrayList<>();
  private final List<Duration> standstills = new ArrayList<>();

  private Storm(StormPlan plan, Nodes nodes, Consumer<String> say) {
    this.plan = plan;
    this.nodes = nodes;
    this.say = say;
    this.random = new Random(plan.seed());
  }

  /**
   * Starts the nodes, runs all rounds, and ends them.
   *
   * @param say what goes on, a line each
   */
  static StormTally run(StormPlan plan, Consumer<String> say) throws Exception {
    String name = plan.fault().name().toLowerCase(Locale.ROOT);
    StormSetup setup = plan.setup().nodes(plan.setup().nodes() + plan.fault().spare());
    Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(2));
    try (Nodes nodes = new Nodes(name, setup)) {
      nodes.startFirst(plan.setup().nodes());
      return new Storm(plan, nodes, say).rounds(vertx);
    } finally {
      vertx.close().await();
    }
  }

  private StormTally rounds(Vertx vertx) throws Exception {
    StormStage stage =
        StormStage.of(vertx, new Topics(plan.seed(), plan.feeds(), plan.topics()), nodes);
    Cursor start = StormFeeds.begin(stage);
    Readers readers = new Readers(stage, plan, start, random);
    Publishers publishers = new Publishers(stage, plan.perSecond(), random);
    readers.start();
    publishers.start();
    warmUp(stage);
    long began = System.nanoTime();
    long before = stage.violations().answered();
    for (int i = 0; i < plan.rounds(); i++) {
      Thread.sleep(plan.calm().toMillis());
      round(i, stage, readers);
    }
    Thread.sleep(plan.calm().toMillis());
    double rate = (stage.violations().answered() - before) / ((System.nanoTime() - began) / 1e9);
    publishers.stop();
    Cursor heads = StormFeeds.ends(stage, nodes);
    readers.drain(heads, TO_DRAIN);
    Map<String, String> epochs = new HashMap<>();
    heads.positions().forEach((feed, at) -> epochs.put(feed, at.epoch()));
    stage.violations().settle(epochs);
    return new StormTally(
        plan,
        stage.violations(),
        publishers.unanswered(),
        publishers.refused(),
        publishers.retried(),
        readers.taken(),
        readers.hops(),
        rate,
        silences,
        standstills);
  }

  /** Until the rate is there, or is not to be had: JVMs that compile are slow. */
  private void warmUp(StormStage stage) throws InterruptedException {
    long deadline = System.nanoTime() + MAX_TO_WARM_UP.toNanos();
    long before = 0;
    long now = 0;
    while (now - before < plan.perSecond() * ENOUGH && System.nanoTime() < deadline) {
      Thread.sleep(1_000);
      before = now;
      now = stage.violations().answered();
    }
  }

  private void round(int number, StormStage stage, Readers readers) throws Exception {
    NodeProcess victim = nodes.get(random.nextInt(plan.setup().nodes()));
    stage.answers().mark();
    readers.watchers().forEach(watcher -> watcher.deliveries().mark());
    LocalTime struck = LocalTime.now(ZoneOffset.UTC);
    plan.fault().strike(nodes, victim, plan.hold());
    LocalTime healed = LocalTime.now(ZoneOffset.UTC);
    Thread.sleep(plan.calm().toMillis());
    Duration silence = stage.answers().longest();
    Duration standstill = Duration.ZERO;
    for (int i = 0; i < plan.setup().nodes(); i++) {
      Duration own = readers.watchers().get(i).deliveries().longest();
      if (i != victim.number() && own.compareTo(standstill) > 0) {
        standstill = own;
      }
    }
    silences.add(silence);
    if (plan.fault().spares()) {
      standstills.add(standstill);
    }
    say.accept(
        ("round %d: %s of node %d from %s to %s; no answers for %d ms (%s), no updates for %d ms;"
                + " %,d answered %s")
            .formatted(
                number + 1,
                plan.fault().title(),
                victim.number(),
                struck.truncatedTo(ChronoUnit.MILLIS),
                healed.truncatedTo(ChronoUnit.MILLIS),
                silence.toMillis(),
                stage.answers().where(),
                standstill.toMillis(),
                stage.violations().answered(),
                stage.violations().evidence()));
  }
}
