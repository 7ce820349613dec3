package io.feedhorn.store.artemis;

import static io.feedhorn.store.StoredUpdates.batch;

import io.feedhorn.store.LoadedStore;
import io.feedhorn.store.StoreChange;
import io.feedhorn.store.StoredReader;
import io.vertx.core.buffer.Buffer;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A program that writes to a store and prints the end offset after each write, until it is killed.
 */
final class WritingProcess {
  static final long KEPT = 5000;
  private static final int MAX_BATCH = 64;

  private WritingProcess() {}

  public static void main(String[] arguments) throws IOException {
    try (ArtemisStore store = ArtemisStore.open(Path.of(arguments[0]))) {
      LoadedStore loaded = LoadedStore.of(store);
      long end = loaded.feeds.isEmpty() ? 0 : loaded.feeds.get(0).endOffset();
      boolean forced = Boolean.parseBoolean(arguments[1]);
      DataOutputStream out = new DataOutputStream(System.out);
      while (true) {
        long from = end + 1;
        end += 1 + end % MAX_BATCH;
        List<StoreChange> changes = new ArrayList<>(batch("chat", from, end));
        for (long offset = from; offset <= end; offset++) {
          changes.add(new StoreChange.RemoveUpdate("chat", offset - KEPT));
        }
        changes.add(new StoredReader("r", Buffer.buffer("{\"o\":" + end + "}")));
        store.write(changes, forced);
        out.writeLong(end);
        out.flush();
      }
    }
  }
}
