package io.feedhorn.source;

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
  private static final int MOST_UNANSWERED = 4096;

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
    Outlet outlet = new Outlet(Publisher.on(vertx), MOST_UNANSWERED, nanos);
    return vertx
        .executeBlocking(() -> new Scoreboard(options.scoresTopics(), Fixture.all(), outlet))
        .onSuccess(scoreboard -> kickOff(scoreboard, outlet));
  }

  private void kickOff(Scoreboard scoreboard, Outlet outlet) {
    int matches = options.scoresTopics();
    Pace pace = new Pace(matches * options.scoresRate(), nanos);
    beginIfOurs(scoreboard);
    new Rota(matches, pace, outlet, scoreboard::turn)
        .onlyWhile(() -> beginIfOurs(scoreboard))
        .start(vertx);
  }

  private boolean beginIfOurs(Scoreboard scoreboard) {
    boolean ours = playing.getAsBoolean();
    if (ours && !begun) {
      begun = true;
      scoreboard.begin();
    }
    return ours;
  }
}
