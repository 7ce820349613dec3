package io.feedhorn.source.file;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/** The lines of an input stream, one at a time. Used on one worker thread at a time. */
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
    boolean first = !started;
    started = true;
    return List.of(new Line(split.text(), null, null, first, split.tooLong()));
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
