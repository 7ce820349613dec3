package io.feedhorn.source.file;

import io.feedhorn.source.format.Format;
import io.vertx.core.Future;
import java.util.List;

/** The lines of the standard input for one source. */
final class StdinLines implements LineSource {
  private final StandardInput input;
  private final Format format;
  private volatile boolean begun;
  private volatile boolean ended;

  StdinLines(StandardInput input, Format format) {
    this.input = input;
    this.format = format;
  }

  @Override
  public List<Line> next(int max) {
    return read(max).await();
  }

  @Override
  public Future<List<Line>> read(int max) {
    boolean begins = !begun && format == Format.CSV;
    return input.read(this, max, begins).onSuccess(this::onRead);
  }

  private void onRead(List<Line> lines) {
    ended = lines.isEmpty();
    if (!ended) {
      begun = true;
    }
  }

  @Override
  public boolean isShared() {
    return true;
  }

  @Override
  public Future<Void> stopReading() {
    return input.stopReading(this);
  }

  @Override
  public void giveBack(List<Line> unpublished) {
    input.giveBack(unpublished);
  }

  @Override
  public boolean hasEnded() {
    return ended;
  }

  @Override
  public void close() {
    // The standard input belongs to the process.
  }
}
