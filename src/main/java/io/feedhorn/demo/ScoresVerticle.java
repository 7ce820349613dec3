package io.feedhorn.demo;

import io.feedhorn.publish.Publisher;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * The demo feed {@code scores}: the matches of real match days, replayed at the same time, and the
 * tables of their divisions. Final scores are real, the minutes of goals are random.
 */
public final class ScoresVerticle extends VerticleBase {
  private static final int MAX_UNANSWERED = 4096;

  private final DemoOptions options;
  private final BooleanSupplier enabled;
  private final LongSupplier nanoTime;
  private boolean started;

  /**
   * @param enabled returns true if this node publishes; called at each tick
   */
  public ScoresVerticle(DemoOptions options, BooleanSupplier enabled) {
    this(options, enabled, System::nanoTime);
  }

  ScoresVerticle(DemoOptions options, LongSupplier nanoTime) {
    this(options, () -> true, nanoTime);
  }

  private ScoresVerticle(DemoOptions options, BooleanSupplier enabled, LongSupplier nanoTime) {
    this.options = options;
    this.enabled = enabled;
    this.nanoTime = nanoTime;
  }

  @Override
  public Future<?> start() {
    if (options.scoresTopics() == 0 || options.scoresRate() == 0) {
      return Future.succeededFuture();
    }
    BoundedPublisher publisher =
        new BoundedPublisher(Publisher.on(vertx), MAX_UNANSWERED, nanoTime);
    return vertx
        .executeBlocking(
            () -> new ScoresPublisher(options.scoresTopics(), Fixture.all(), publisher))
        .onSuccess(scores -> startTicker(scores, publisher));
  }

  private void startTicker(ScoresPublisher scores, BoundedPublisher publisher) {
    int matches = options.scoresTopics();
    RatePacer pacer = new RatePacer(matches * options.scoresRate(), nanoTime);
    publishTablesOnce(scores);
    new RoundRobinTicker(matches, pacer, publisher, scores::publishNext)
        .onlyWhile(() -> publishTablesOnce(scores))
        .start(vertx);
  }

  /** Publishes the tables when this node publishes for the first time; returns true if it does. */
  private boolean publishTablesOnce(ScoresPublisher scores) {
    boolean publishing = enabled.getAsBoolean();
    if (publishing && !started) {
      started = true;
      scores.publishTables();
    }
    return publishing;
  }
}
