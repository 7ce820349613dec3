package io.feedhorn.web;

import java.util.ArrayList;
import java.util.List;

/** Fills a part of the heap, so that a server in this JVM is short of memory. */
final class HeapFiller implements AutoCloseable {
  private static final int PERCENT = 20;
  private static final int BLOCK_BYTES = 1 << 20;

  private final List<byte[]> blocks = new ArrayList<>();

  /** Returns the percentage of the heap that is filled. */
  int percent() {
    return PERCENT;
  }

  /** Allocates the memory, and runs a collection so that the server detects it. */
  void fill() {
    long bytes = Runtime.getRuntime().maxMemory() * PERCENT / 100;
    while (blocks.size() < bytes / BLOCK_BYTES) {
      blocks.add(new byte[BLOCK_BYTES]);
    }
    System.gc();
  }

  /** Releases the memory, and runs a collection. */
  void release() {
    blocks.clear();
    System.gc();
  }

  @Override
  public void close() {
    blocks.clear();
  }
}
