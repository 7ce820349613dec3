package io.feedhorn.hub;

/** A counter of bytes with a maximum. Owned by the hub's event loop, not thread-safe. */
final class ByteBound {
  private final int maxBytes;
  private long bytes;

  ByteBound(int maxBytes) {
    this.maxBytes = maxBytes;
  }

  /** Returns true if the bytes and some more would not exceed the maximum. */
  boolean fits(int more) {
    return bytes + more <= maxBytes;
  }

  void add(int more) {
    bytes += more;
  }

  void remove(int fewer) {
    bytes -= fewer;
  }

  void clear() {
    bytes = 0;
  }
}
