package io.feedhorn.source.file;

import io.feedhorn.metrics.SourceMetrics;
import io.feedhorn.source.PositionTracker;
import io.feedhorn.source.SourceIntake;
import io.feedhorn.source.SourceOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;

/**
 * A source that reads the lines of a file: once, in a loop, or followed like {@code tail -F}. Goes
 * on after the last published line, unless it loops.
 */
public final class FileVerticle extends VerticleBase {
  private final SourceOptions options;
  private final FileOptions file;
  private final SourceMetrics metrics;
  private final PositionTracker position;
  private LinePump pump;

  @SuppressWarnings("NullAway.Init") // Set in start().
  public FileVerticle(
      SourceOptions options, FileOptions file, SourceMetrics metrics, PositionTracker position) {
    this.options = options;
    this.file = file;
    this.metrics = metrics;
    this.position = position;
  }

  @Override
  public Future<?> start() {
    SourceIntake intake = new SourceIntake(vertx, options, metrics);
    return position
        .load()
        .onSuccess(
            stored -> {
              FilePosition from = file.loop() ? null : FilePosition.parse(stored);
              pump =
                  new LinePump(
                      vertx,
                      intake,
                      new FileLines(file, from),
                      file.format(),
                      file.speed(),
                      LinePump.variables(file.speed(), file.path().toString()),
                      file.loop() ? null : position);
              pump.start();
            });
  }

  @Override
  public Future<?> stop() {
    // The last positions are known when the lines on their way have their receipts.
    return pump.stop().eventually(position::close);
  }
}
