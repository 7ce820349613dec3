package io.feedhorn.web;

import java.util.ArrayList;
import java.util.List;

/** Memory that is taken so that a server in this JVM runs short of it. */
final class HeapFiller implements AutoCloseable {
  private static final int PERCENT = 20;
  private static final int BLOCK_BYTES = 1 << 20;

  private final List<byte[]> blocks = new ArrayList<>();

  /** Returns the share of the heap that it takes. */
  int percent() {
    return PERCENT;
  }

  /** Takes it, and lets the collector find out. */
  void fill() {
    long bytes = Runtime.getRuntime().maxMemory() * PERCENT / 100;
    while (blocks.size() < bytes / BLOCK_BYTES) {
      blocks.add(new byte[BLOCK_BYTES]);
    }
    System.gc();
  }

  /** Gives it back. */
  void release() {
    blocks.clear();
    System.gc();
  }

  @Override
  public void close() {
    blocks.clear();
  }
}
