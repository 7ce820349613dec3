package io.feedhorn.durable;

import io.feedhorn.store.StoreException;
import io.feedhorn.store.StoredUpdates;
import io.feedhorn.store.artemis.ArtemisStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A program that writes to a store without forcing it, forces it while its disk is full, and stops
 * at once. It ends with 0 if the force was refused.
 */
final class UnforcedStoreWriter {
  private static final int FILLER_BYTES = 60 << 20;

  private UnforcedStoreWriter() {}

  /** Arguments: the folder of the store, another file on its disk. */
  public static void main(String[] arguments) throws IOException {
    ArtemisStore store = ArtemisStore.open(Path.of(arguments[0]));
    store.write(StoredUpdates.batch("chat", 1, 10), true);
    store.write(StoredUpdates.batch("chat", 11, 20), false);
    Files.write(Path.of(arguments[1]), new byte[FILLER_BYTES]);
    try {
      store.force();
    } catch (StoreException refused) {
      Runtime.getRuntime().halt(0);
    }
    Runtime.getRuntime().halt(1);
  }
}
