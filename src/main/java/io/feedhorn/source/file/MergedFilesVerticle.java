package io.feedhorn.source.file;

import io.feedhorn.metrics.SourceMetrics;
import io.feedhorn.source.Mapping;
import io.feedhorn.source.PositionTracker;
import io.feedhorn.source.SourceIntake;
import io.feedhorn.source.SourceOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A source that reads the lines of several files in the order of their times: once, or in a loop.
 * Goes on after the last published line, unless it loops.
 */
public final class MergedFilesVerticle extends VerticleBase {
  private final SourceOptions options;
  private final MergedFilesOptions files;
  private final SourceMetrics metrics;
  private final PositionTracker position;
  private LinePump pump;

  @SuppressWarnings("NullAway.Init") // Set in start().
  public MergedFilesVerticle(
      SourceOptions options,
      MergedFilesOptions files,
      SourceMetrics metrics,
      PositionTracker position) {
    this.options = options;
    this.files = files;
    this.metrics = metrics;
    this.position = position;
  }

  @Override
  public Future<?> start() {
    SourceIntake intake = new SourceIntake(vertx, options, metrics);
    return position.load().onSuccess(stored -> start(intake, stored));
  }

  private void start(SourceIntake intake, @Nullable String stored) {
    Map<String, @Nullable Object> variables = LinePump.variables(files.speed(), null);
    // A mapping of its own, because the intake's belongs to the event loop.
    Mapping times = new Mapping(options.name(), options.mapping());
    LineSource lines = new MergedLines(files, times, variables, stored);
    pump =
        new LinePump(
            vertx, intake, lines, null, files.speed(), variables, files.loop() ? null : position);
    pump.start();
  }

  @Override
  public Future<?> stop() {
    // The last positions are known when the lines on their way have their receipts.
    return pump.stop().eventually(position::close);
  }
}
