package io.feedhorn.source;

import io.feedhorn.publish.Publisher;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.util.function.LongSupplier;

/**
 * The demo feed {@code scores}: the matches of real match days, played together, and the standings
 * that follow. Final scores are real, the minutes at which goals fall are drawn.
 */
public final class ScoresVerticle extends VerticleBase {
  private static final int MOST_UNANSWERED = 4096;

  private final DemoOptions options;
  private final LongSupplier nanos;

  public ScoresVerticle(DemoOptions options) {
    this(options, System::nanoTime);
  }

  ScoresVerticle(DemoOptions options, LongSupplier nanos) {
    this.options = options;
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
    scoreboard.begin();
    new Rota(matches, pace, outlet, scoreboard::turn).start(vertx);
  }
}
