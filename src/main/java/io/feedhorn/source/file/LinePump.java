package io.feedhorn.source.file;

import io.feedhorn.source.Backoff;
import io.feedhorn.source.MappingException;
import io.feedhorn.source.PositionTracker;
import io.feedhorn.source.SourceIntake;
import io.feedhorn.source.SourceMessage;
import io.feedhorn.source.format.Format;
import io.feedhorn.source.format.LineParser;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.math.BigDecimal;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Hands lines to an intake: reads them on a worker thread, a batch at a time, waits for the time of
 * each message if they are replayed, and for the intake. Owned by the source's event loop.
 */
final class LinePump {
  private static final int BATCH_LINES = 500;
  private static final long POLL_MILLIS = 250;

  /** The time after which Vert.x warns of a read that blocks: the standard input may be silent. */
  private static final long MAX_READ_DAYS = 365;

  private final Vertx vertx;
  private final SourceIntake intake;
  private final LineSource lines;
  private final LineParser parser;
  private final ReplayPace pace;
  private final Map<String, @Nullable Object> variables;
  private final @Nullable PositionTracker position;
  private final WorkerExecutor worker;
  private final Backoff backoff;
  private boolean stopped;

  /**
   * @param format the format of the lines; null if they are parsed already
   * @param variables the variables of expressions
   * @param position null if positions are not stored
   */
  LinePump(
      Vertx vertx,
      SourceIntake intake,
      LineSource lines,
      @Nullable Format format,
      double speed,
      Map<String, @Nullable Object> variables,
      @Nullable PositionTracker position) {
    this.vertx = vertx;
    this.intake = intake;
    this.lines = lines;
    this.parser = new LineParser(format == null ? Format.NDJSON : format);
    this.pace = new ReplayPace(speed, () -> System.nanoTime() / 1_000_000);
    this.variables = variables;
    this.position = position;
    if (speed > 0) {
      intake.replays();
    }
    this.worker =
        vertx.createSharedWorkerExecutor(
            "feedhorn-source-" + intake.options().name(), 1, MAX_READ_DAYS, TimeUnit.DAYS);
    this.backoff = intake.newBackoff();
  }

  /**
   * Returns the variables of lines.
   *
   * @param path the file; null if there is none, or each line has its own
   */
  static Map<String, @Nullable Object> variables(double speed, @Nullable String path) {
    return path == null
        ? Map.of("speed", number(speed))
        : Map.of("speed", number(speed), "path", path);
  }

  /** Returns 100 for 100.0, as it is written in the settings. */
  private static BigDecimal number(double speed) {
    BigDecimal number = BigDecimal.valueOf(speed).stripTrailingZeros();
    return number.scale() < 0 ? number.setScale(0) : number;
  }

  void start() {
    read();
  }

  Future<?> stop() {
    stopped = true;
    intake.close();
    if (lines.mayBlock()) {
      return worker.close();
    }
    return worker
        .<Void>executeBlocking(
            () -> {
              lines.close();
              return null;
            })
        .eventually(worker::close);
  }

  private void read() {
    if (!stopped) {
      worker.executeBlocking(() -> lines.next(BATCH_LINES)).onComplete(this::onRead);
    }
  }

  private void onRead(AsyncResult<List<Line>> read) {
    if (stopped) {
      return;
    }
    if (read.failed()) {
      intake.failing(FilePaths.reason(read.cause()));
      vertx.setTimer(backoff.nextMillis(), timer -> read());
      return;
    }
    backoff.reset();
    intake.live();
    accept(read.result().iterator(), read.result().isEmpty());
  }

  private void accept(Iterator<Line> batch, boolean empty) {
    while (batch.hasNext() && !stopped) {
      Line line = batch.next();
      SourceMessage message = parse(line);
      if (message == null) {
        continue;
      }
      long delay = delay(message);
      if (delay > 0) {
        vertx.setTimer(
            delay,
            timer -> {
              accept(line, message);
              acceptWhenReady(batch);
            });
        return;
      }
      accept(line, message);
      if (!intake.ready().isComplete()) {
        acceptWhenReady(batch);
        return;
      }
    }
    if (lines.hasEnded()) {
      rejectUnfinished();
      intake.published().onSuccess(published -> intake.ended());
    } else if (empty) {
      vertx.setTimer(POLL_MILLIS, timer -> read());
    } else {
      read();
    }
  }

  private void acceptWhenReady(Iterator<Line> batch) {
    intake.ready().onSuccess(ready -> accept(batch, false));
  }

  private void accept(Line line, SourceMessage message) {
    Future<Void> published = intake.accept(message);
    String next = line.next();
    if (position != null && next != null) {
      published.onSuccess(done -> position.save(next));
    }
  }

  private @Nullable SourceMessage parse(Line line) {
    if (line.message() != null) {
      return line.message();
    }
    if (line.reason() != null) {
      intake.reject(line.text(), line.reason(), line.position());
      return null;
    }
    if (line.first()) {
      rejectUnfinished();
      parser.restart();
    }
    if (line.tooLong()) {
      intake.reject(line.text(), "the line is longer than 1 MiB", line.position());
      return null;
    }
    try {
      SourceMessage parsed = parser.parse(line.text(), line.position());
      return parsed == null ? null : parsed.with(variables);
    } catch (MappingException broken) {
      intake.reject(line.text(), broken.reason(), line.position());
      return null;
    }
  }

  private void rejectUnfinished() {
    String unfinished = parser.takeUnfinished();
    if (unfinished != null) {
      intake.reject(unfinished, LineParser.UNFINISHED, null);
    }
  }

  private long delay(SourceMessage message) {
    if (!pace.isPaced()) {
      return 0;
    }
    try {
      return pace.delayMillis(intake.mapping().time(message));
    } catch (MappingException broken) {
      return 0; // The intake reports it.
    }
  }
}
