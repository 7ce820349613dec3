package io.feedhorn.web;

import java.util.ArrayList;
import java.util.List;

/** Memory that is taken so that a server in this JVM runs short of it. */
final class Ballast implements AutoCloseable {
  private static final int PERCENT = 20;
  private static final int PIECE_BYTES = 1 << 20;

  private final List<byte[]> pieces = new ArrayList<>();

  /** Returns the share of the heap that it takes. */
  int percent() {
    return PERCENT;
  }

  /** Takes it, and lets the collector find out. */
  void load() {
    long bytes = Runtime.getRuntime().maxMemory() * PERCENT / 100;
    while (pieces.size() < bytes / PIECE_BYTES) {
      pieces.add(new byte[PIECE_BYTES]);
    }
    System.gc();
  }

  /** Gives it back. */
  void drop() {
    pieces.clear();
    System.gc();
  }

  @Override
  public void close() {
    pieces.clear();
  }
}
