package io.feedhorn.source.file;

import io.feedhorn.source.format.Format;
import io.vertx.core.Future;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The lines of the standard input for one source. */
final class StdinLines implements LineSource {
  private final StandardInput input;
  private final Format format;
  private boolean begun;
  private boolean ended;
  private volatile boolean closed;

  StdinLines(StandardInput input, Format format) {
    this.input = input;
    this.format = format;
  }

  @Override
  public List<Line> next(int max) throws IOException {
    List<Line> lines = new ArrayList<>();
    Line header = input.first();
    if (!begun && header != null && format == Format.CSV) {
      lines.add(header);
    }
    begun = true;
    List<Line> read = input.next(max);
    ended = read.isEmpty();
    if (closed) {
      input.giveBack(read);
      return List.of();
    }
    lines.addAll(read);
    return lines;
  }

  @Override
  public Future<List<Line>> read(int max) {
    return input.read(() -> next(max));
  }

  @Override
  public boolean isShared() {
    return true;
  }

  @Override
  public void giveBack(List<Line> unpublished) {
    closed = true;
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
