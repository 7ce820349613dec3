package io.feedhorn.store;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The settings of the store. Immutable.
 *
 * @param path the folder; null for a server without a store
 */
public record StoreOptions(@Nullable Path path, FsyncMode fsync) {
  /** No store. */
  public static final StoreOptions NONE = new StoreOptions(null, FsyncMode.ALWAYS);
}
