package io.feedhorn.demo;

import io.feedhorn.publish.Publisher;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * The demo feed {@code scores}: the matches of real match days, played together, and the standings
 * that follow. Final scores are real, the minutes at which goals fall are drawn.
 */
public final class ScoresVerticle extends VerticleBase {
  private static final int MAX_UNANSWERED = 4096;

  private final DemoOptions options;
  private final BooleanSupplier playing;
  private final LongSupplier nanos;
  private boolean begun;

  /**
   * @param playing whether it is this node's to play; asked at each turn
   */
  public ScoresVerticle(DemoOptions options, BooleanSupplier playing) {
    this(options, playing, System::nanoTime);
  }

  ScoresVerticle(DemoOptions options, LongSupplier nanos) {
    this(options, () -> true, nanos);
  }

  private ScoresVerticle(DemoOptions options, BooleanSupplier playing, LongSupplier nanos) {
    this.options = options;
    this.playing = playing;
    this.nanos = nanos;
  }

  @Override
  public Future<?> start() {
    if (options.scoresTopics() == 0 || options.scoresRate() == 0) {
      return Future.succeededFuture();
    }
    BoundedPublisher publisher = new BoundedPublisher(Publisher.on(vertx), MAX_UNANSWERED, nanos);
    return vertx
        .executeBlocking(
            () -> new ScoresPublisher(options.scoresTopics(), Fixture.all(), publisher))
        .onSuccess(scoreboard -> kickOff(scoreboard, publisher));
  }

  private void kickOff(ScoresPublisher scoreboard, BoundedPublisher publisher) {
    int matches = options.scoresTopics();
    RatePacer pacer = new RatePacer(matches * options.scoresRate(), nanos);
    beginIfOurs(scoreboard);
    new RoundRobinTicker(matches, pacer, publisher, scoreboard::turn)
        .onlyWhile(() -> beginIfOurs(scoreboard))
        .start(vertx);
  }

  private boolean beginIfOurs(ScoresPublisher scoreboard) {
    boolean ours = playing.getAsBoolean();
    if (ours && !begun) {
      begun = true;
      scoreboard.begin();
    }
    return ours;
  }
}
