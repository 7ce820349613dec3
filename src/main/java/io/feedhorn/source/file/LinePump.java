package io.feedhorn.source.file;

import io.feedhorn.source.Backoff;
import io.feedhorn.source.MappingException;
import io.feedhorn.source.PositionTracker;
import io.feedhorn.source.SourceIntake;
import io.feedhorn.source.SourceMessage;
import io.feedhorn.source.format.Format;
import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.math.BigDecimal;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Hands lines to an intake: reads them on a worker thread, a batch at a time, waits for the time of
 * each message if they are replayed, and for the intake. Owned by the source's event loop.
 */
final class LinePump {
  private static final int BATCH_LINES = 500;
  private static final long POLL_MILLIS = 250;

  /** The time that updates of a source without positions have to be published at its end. */
  private static final long MAX_DRAIN_SECONDS = 2;

  /** The time that the feeds' writer has for its last answers. */
  private static final long MAX_ANSWER_SECONDS = 2;

  private final Vertx vertx;
  private final SourceIntake intake;
  private final LineSource lines;
  private final LineMessages messages;
  private final ReplayPace pace;

  /** Null if the lines outlive the source. */
  private final @Nullable WorkerExecutor worker;

  private final Backoff backoff;

  /** The lines that were read and not yet accepted. */
  private final ArrayDeque<Line> batch = new ArrayDeque<>();

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
    this.messages = new LineMessages(intake, format, variables, position, lines.isShared());
    this.pace = new ReplayPace(speed, () -> System.nanoTime() / 1_000_000);
    if (speed > 0) {
      intake.replays();
    }
    this.worker =
        lines.isShared()
            ? null
            : vertx.createSharedWorkerExecutor("feedhorn-source-" + intake.options().name(), 1);
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
    WorkerExecutor own = worker;
    if (own == null) {
      return giveBack();
    }
    return intake
        .end()
        .compose(
            ended ->
                own.<Void>executeBlocking(
                    () -> {
                      lines.close();
                      return null;
                    }))
        .eventually(own::close);
  }

  /** Ends without waiting for the worker. What is not published is for the next source. */
  private Future<?> giveBack() {
    Context eventLoop = vertx.getOrCreateContext();
    Promise<Void> stoppedReading = Promise.promise();
    lines.stopReading().onComplete(end -> eventLoop.runOnContext(run -> stoppedReading.complete()));
    return Future.join(stoppedReading.future(), within(intake.published(), MAX_DRAIN_SECONDS))
        .compose(drained -> within(intake.settle(), MAX_ANSWER_SECONDS))
        .onSuccess(
            settled -> {
              List<Line> left = messages.unpublished();
              left.addAll(batch); // Also what a read has brought since.
              lines.giveBack(left);
              intake.close();
            });
  }

  /** Returns a future that completes on this event loop with another one, or after a time. */
  private Future<Void> within(Future<Void> awaited, long seconds) {
    Promise<Void> over = Promise.promise();
    long timer = vertx.setTimer(TimeUnit.SECONDS.toMillis(seconds), late -> over.tryComplete());
    awaited.onComplete(
        done -> {
          vertx.cancelTimer(timer);
          over.tryComplete();
        });
    return over.future();
  }

  private void read() {
    if (stopped) {
      return;
    }
    WorkerExecutor own = worker;
    if (own != null) {
      own.executeBlocking(() -> lines.next(BATCH_LINES)).onComplete(this::onRead);
      return;
    }
    Context eventLoop = vertx.getOrCreateContext();
    Objects.requireNonNull(lines.read(BATCH_LINES))
        .onComplete(read -> eventLoop.runOnContext(run -> onRead(read)));
  }

  private void onRead(AsyncResult<List<Line>> read) {
    if (stopped) {
      if (read.succeeded()) {
        batch.addAll(read.result());
      }
      return;
    }
    if (read.failed()) {
      intake.failing(FilePaths.reason(read.cause()));
      vertx.setTimer(backoff.nextMillis(), timer -> read());
      return;
    }
    backoff.reset();
    intake.live();
    batch.addAll(read.result());
    accept(batch.isEmpty());
  }

  private void accept(boolean empty) {
    while (!batch.isEmpty() && !stopped) {
      SourceMessage message = messages.parse(batch.element());
      if (message == null) {
        batch.remove();
        continue;
      }
      long delay = delay(message);
      if (delay > 0) {
        vertx.setTimer(delay, timer -> acceptDelayed(message));
        return;
      }
      messages.accept(batch.remove(), message);
      if (!intake.ready().isComplete()) {
        acceptWhenReady();
        return;
      }
    }
    if (stopped) {
      return;
    }
    if (lines.hasEnded()) {
      messages.rejectUnfinished();
      intake.published().onSuccess(published -> intake.ended());
    } else if (empty) {
      vertx.setTimer(POLL_MILLIS, timer -> read());
    } else {
      read();
    }
  }

  private void acceptDelayed(SourceMessage message) {
    if (!stopped) {
      messages.accept(batch.remove(), message);
      acceptWhenReady();
    }
  }

  private void acceptWhenReady() {
    intake.ready().onSuccess(ready -> accept(false));
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
