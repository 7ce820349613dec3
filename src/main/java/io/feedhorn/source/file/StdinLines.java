package io.feedhorn.source.file;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * The lines of an input stream: waits for one, and takes those that came with it. Used on one
 * worker thread at a time.
 */
final class StdinLines implements LineSource {
  private final LineSplitter splitter;
  private boolean started;
  private boolean ended;

  StdinLines(InputStream stream) {
    this.splitter = new LineSplitter(stream, 0);
  }

  @Override
  public List<Line> next(int max) throws IOException {
    LineSplitter.Split split = splitter.next();
    if (split == null) {
      ended = true;
      split = splitter.rest();
    }
    if (split == null) {
      return List.of();
    }
    List<Line> lines = new ArrayList<>();
    lines.add(line(split));
    while (!ended && lines.size() < max && splitter.hasLine()) {
      lines.add(line(Objects.requireNonNull(splitter.next())));
    }
    return lines;
  }

  private Line line(LineSplitter.Split split) {
    boolean first = !started;
    started = true;
    return new Line(split.text(), null, null, first, split.tooLong());
  }

  @Override
  public boolean mayBlock() {
    return true;
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
