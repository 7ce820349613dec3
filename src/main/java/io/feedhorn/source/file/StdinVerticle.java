package io.feedhorn.source.file;

import io.feedhorn.metrics.SourceMetrics;
import io.feedhorn.source.SourceIntake;
import io.feedhorn.source.SourceOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;

/**
 * A source that reads the lines of the standard input, which it reads no faster than it publishes.
 */
public final class StdinVerticle extends VerticleBase {
  private final SourceOptions options;
  private final StdinOptions stdin;
  private final SourceMetrics metrics;
  private final StandardInput input;
  private LinePump pump;

  @SuppressWarnings("NullAway.Init") // Set in start().
  public StdinVerticle(
      SourceOptions options, StdinOptions stdin, SourceMetrics metrics, StandardInput input) {
    this.options = options;
    this.stdin = stdin;
    this.metrics = metrics;
    this.input = input;
  }

  @Override
  public Future<?> start() {
    SourceIntake intake = new SourceIntake(vertx, options, metrics);
    pump =
        new LinePump(
            vertx,
            intake,
            new StdinLines(input, stdin.format()),
            stdin.format(),
            stdin.speed(),
            LinePump.variables(stdin.speed(), null),
            null);
    pump.start();
    return Future.succeededFuture();
  }

  @Override
  public Future<?> stop() {
    return pump.stop();
  }
}
