package io.feedhorn.source.file;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The lines of an input stream, which outlives the sources that read it one after the other: what
 * one has read and not published is for the next one. Reads on a worker thread, which may still
 * wait for a line when the source that asked for it has ended. The methods are safe on any thread;
 * the state belongs to one event loop, except for that of the worker.
 */
public final class StandardInput {
  /** The time after which Vert.x warns of a read that blocks: the input may be silent. */
  private static final long MAX_READ_DAYS = 365;

  /** A context of no source: the end of a verticle waits for the blocking calls of its own. */
  private final Context context;

  private final WorkerExecutor worker;
  private final LineSplitter splitter;

  /** The lines that no source has, the oldest first. */
  private final ArrayDeque<Line> lines = new ArrayDeque<>();

  private final CsvHeader header = new CsvHeader();
  private boolean begun;
  private boolean reading;
  private @Nullable Request request;

  /**
   * The wait of a source for lines.
   *
   * @param begins true if it has no line yet
   */
  private record Request(StdinLines source, int max, boolean begins, Promise<List<Line>> lines) {}

  public StandardInput(Vertx vertx, InputStream stream) {
    this.context = vertx.getOrCreateContext();
    this.worker =
        vertx.createSharedWorkerExecutor("feedhorn-stdin", 1, MAX_READ_DAYS, TimeUnit.DAYS);
    this.splitter = new LineSplitter(stream, 0);
  }

  /**
   * Waits for a line, and returns it with those that came with it; none at the end of the stream.
   * The future completes on another event loop, unless the source stops reading before.
   *
   * @param begins true if the source has no line yet: the lines of a header come first
   */
  Future<List<Line>> read(StdinLines source, int max, boolean begins) {
    Promise<List<Line>> read = Promise.promise();
    context.runOnContext(
        run -> {
          request = new Request(source, max, begins, read);
          if (!answer() && !reading) {
            readOn(max);
          }
        });
    return read.future();
  }

  private void readOn(int max) {
    reading = true;
    worker
        .executeBlocking(() -> next(max))
        .onComplete(
            read -> {
              reading = false;
              Request waiting = request;
              if (read.succeeded()) {
                read.result().forEach(this::add);
              }
              if (waiting == null || answer()) {
                return;
              }
              request = null;
              if (read.succeeded()) {
                waiting.lines.complete(List.of());
              } else {
                waiting.lines.fail(read.cause());
              }
            });
  }

  /** Returns the next lines of the stream; none at its end. On the worker only. */
  private List<LineSplitter.Split> next(int max) throws IOException {
    List<LineSplitter.Split> read = new ArrayList<>();
    LineSplitter.Split split = splitter.next();
    if (split == null) {
      split = splitter.rest();
    }
    while (split != null) {
      read.add(split);
      split = read.size() < max && splitter.hasLine() ? splitter.next() : null;
    }
    return read;
  }

  private void add(LineSplitter.Split split) {
    Line line = new Line(split.text(), null, null, !begun, split.fault());
    begun = true;
    header.add(line);
    lines.add(line);
  }

  /** Gives the lines to the source that waits. Returns false if there are none, or no source. */
  private boolean answer() {
    Request waiting = request;
    if (waiting == null || lines.isEmpty()) {
      return false;
    }
    request = null;
    List<Line> next = new ArrayList<>();
    if (waiting.begins) {
      header.lines().stream().filter(line -> !isAhead(line)).map(Line::again).forEach(next::add);
    }
    for (int i = 0; i < waiting.max && !lines.isEmpty(); i++) {
      next.add(lines.remove());
    }
    waiting.lines.complete(next);
    return true;
  }

  /** Returns true if the next source reads a line anyway. */
  @SuppressWarnings("ReferenceEquality") // The same line, not an equal one.
  private boolean isAhead(Line line) {
    return lines.stream().anyMatch(other -> other == line);
  }

  /** Ends the wait of a source. The future completes after that of a read which has lines. */
  Future<Void> stopReading(StdinLines source) {
    Promise<Void> ended = Promise.promise();
    context.runOnContext(
        run -> {
          if (request != null && request.source.equals(source)) {
            request = null;
          }
          ended.complete();
        });
    return ended.future();
  }

  /** Takes lines back, which the next source gets. Those of the header it gets anyway. */
  void giveBack(List<Line> unpublished) {
    context.runOnContext(
        run -> {
          for (int i = unpublished.size() - 1; i >= 0; i--) {
            if (!unpublished.get(i).repeated()) {
              lines.addFirst(unpublished.get(i));
            }
          }
          answer();
        });
  }
}
