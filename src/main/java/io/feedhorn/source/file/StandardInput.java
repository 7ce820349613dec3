package io.feedhorn.source.file;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The lines of an input stream, which outlives the sources that read it one after the other: what
 * one has read and not published is for the next one. All of them read on one worker thread, which
 * may still wait for a line when its source has ended.
 */
public final class StandardInput {
  /** The time after which Vert.x warns of a read that blocks: the input may be silent. */
  private static final long MAX_READ_DAYS = 365;

  /** A context of no source: the end of a verticle waits for the blocking calls of its own. */
  private final Context context;

  private final WorkerExecutor worker;
  private final LineSplitter splitter;
  private final AtomicReference<List<Line>> returned = new AtomicReference<>(List.of());
  private @Nullable Line first;

  public StandardInput(Vertx vertx, InputStream stream) {
    this.context = vertx.getOrCreateContext();
    this.worker =
        vertx.createSharedWorkerExecutor("feedhorn-stdin", 1, MAX_READ_DAYS, TimeUnit.DAYS);
    this.splitter = new LineSplitter(stream, 0);
  }

  /** Runs an action on the worker. */
  Future<List<Line>> read(Callable<List<Line>> action) {
    Promise<List<Line>> read = Promise.promise();
    context.runOnContext(run -> worker.executeBlocking(action).onComplete(read));
    return read.future();
  }

  /** Returns the first line of the stream; null before it was read. On the worker only. */
  @Nullable Line first() {
    return first;
  }

  /**
   * Waits for a line, and returns it with those that came with it; an empty list at the end of the
   * stream. On the worker only.
   */
  List<Line> next(int max) throws IOException {
    List<Line> lines = new ArrayList<>(returned.getAndSet(List.of()));
    if (!lines.isEmpty()) {
      return lines;
    }
    LineSplitter.Split split = splitter.next();
    lines.addAll(returned.getAndSet(List.of()));
    if (split == null) {
      split = splitter.rest();
    }
    while (split != null) {
      lines.add(line(split));
      split = lines.size() < max && splitter.hasLine() ? splitter.next() : null;
    }
    return lines;
  }

  private Line line(LineSplitter.Split split) {
    Line line = new Line(split.text(), null, null, first == null, split.tooLong());
    first = first == null ? line : first;
    return line;
  }

  /** Takes lines back, which the next source gets. Safe on any thread. */
  void giveBack(List<Line> lines) {
    returned.updateAndGet(
        before -> {
          List<Line> all = new ArrayList<>(before);
          all.addAll(lines);
          return List.copyOf(all);
        });
  }
}
