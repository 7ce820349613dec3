package io.feedhorn.store;

import org.jspecify.annotations.Nullable;

/**
 * The state of the store after its newest write. Immutable.
 *
 * @param failure the reason why the newest write failed; null if it succeeded
 * @param sizeBytes the approximate size on the disk
 */
public record StoreCondition(@Nullable String failure, long sizeBytes) {
  /** Returns true if the newest write succeeded. */
  public boolean isWritable() {
    return failure == null;
  }
}
