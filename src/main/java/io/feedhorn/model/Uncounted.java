package io.feedhorn.model;

/**
 * The newest of the first updates of a topic that do not count as unread, because the topic was
 * deleted with it, or began after it, since others had been removed. Immutable.
 *
 * @param seq its seq; 0 if all updates count
 * @param offset its offset, or a later one before the updates that count
 */
public record Uncounted(long seq, long offset) {
  /** All updates count. */
  public static final Uncounted NONE = new Uncounted(0, 0);

  /** Returns the later one of this and another one of the same topic. */
  public Uncounted max(Uncounted other) {
    return other.seq > seq ? other : this;
  }
}
