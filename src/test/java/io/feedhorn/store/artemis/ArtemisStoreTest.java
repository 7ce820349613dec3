package io.feedhorn.store.artemis;

import static io.feedhorn.store.StoredUpdates.batch;
import static io.feedhorn.store.StoredUpdates.update;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.feedhorn.model.Topic;
import io.feedhorn.model.Uncounted;
import io.feedhorn.store.DurableStore;
import io.feedhorn.store.DurableStoreContract;
import io.feedhorn.store.LoadedStore;
import io.feedhorn.store.StoreChange;
import io.feedhorn.store.StoreException;
import io.feedhorn.store.StoredFeed;
import io.feedhorn.store.StoredUpdate;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArtemisStoreTest extends DurableStoreContract {
  private static final int LARGE_BYTES = 8 << 20;
  private static final int SMALL_FILE_BYTES = 256 << 10;

  @Override
  protected DurableStore open(Path folder) throws StoreException {
    return ArtemisStore.open(folder);
  }

  @Test
  void refusesAnUpdateOfAFeedThatIsNotStoredAndKeepsNothingOfTheWrite(@TempDir Path folder)
      throws StoreException {
    try (DurableStore store = open(folder)) {
      store.write(batch("chat", 1, 1), true);
      List<StoreChange> bad = List.of(update("chat", 2), update("unknown", 1));
      assertThatThrownBy(() -> store.write(bad, true))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("'unknown'");
      assertThat(LoadedStore.of(store).offsets("chat")).containsExactly(1L);
    }
  }

  @Test
  void sizeGrowsWithTheContent(@TempDir Path folder) throws StoreException {
    try (DurableStore store = open(folder)) {
      store.write(batch("chat", 1, 1000), true);
      assertThat(store.sizeBytes()).isGreaterThan(100_000);
    }
  }

  @Test
  void refusesAFolderThatIsOpen(@TempDir Path used) throws StoreException {
    try (DurableStore first = open(used)) {
      first.write(batch("chat", 1, 1), true);
      assertThatThrownBy(() -> open(used))
          .isInstanceOf(StoreException.class)
          .hasMessage("The store folder %s is in use by another process.", used);
    }
    open(used).close();
  }

  @Test
  void refusesAnUnknownFormat(@TempDir Path future) throws IOException {
    open(future).close();
    Files.writeString(future.resolve("feedhorn-store"), "3\n");
    assertThatThrownBy(() -> open(future))
        .isInstanceOf(StoreException.class)
        .hasMessage(
            "The store folder %s has the format '3'; this version of Feedhorn reads '1' and '2'.",
            future);
  }

  @Test
  void aStoreOfTheFormerFormatIsReadAndIsNotOneForFormerBuildsAnyMore(@TempDir Path folder)
      throws IOException {
    try (DurableStore store = open(folder)) {
      store.write(batch("chat", 1, 1), true);
    }
    Path format = folder.resolve("feedhorn-store");
    Files.writeString(format, "1\n");

    try (DurableStore store = open(folder)) {
      assertThat(LoadedStore.of(store).offsets("chat")).containsExactly(1L);
    }
    assertThat(format).hasContent("2\n");
  }

  @Test
  void refusesAPathThatIsAFile(@TempDir Path parent) throws IOException {
    Path file = Files.writeString(parent.resolve("file"), "");
    assertThatThrownBy(() -> open(file))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining(file.toString());
  }

  @Test
  void keepsAnUpdateThatIsLargerThanABufferOfTheJournal(@TempDir Path folder)
      throws StoreException {
    StoredUpdate small = update("chat", 1);
    StoredUpdate large =
        new StoredUpdate(
            small.topic(),
            small.offset(),
            small.seq(),
            small.previousOffset(),
            small.micros(),
            Buffer.buffer(new byte[LARGE_BYTES]),
            small.origin(),
            small.uncounted());
    try (DurableStore store = open(folder)) {
      List<StoreChange> changes = new ArrayList<>(batch("chat", 1, 1));
      changes.replaceAll(change -> change instanceof StoredUpdate ? large : change);
      store.write(changes, true);
      store.write(List.of(update("chat", 2)), true);
    }
    try (DurableStore store = open(folder)) {
      LoadedStore loaded = LoadedStore.of(store);
      assertThat(loaded.damaged).isEmpty();
      assertThat(loaded.updates.get(0).data().length()).isEqualTo(LARGE_BYTES);
    }
  }

  @Test
  void keepsTheLargestValueOfTheLongestTopic(@TempDir Path folder) throws StoreException {
    Topic topic = Topic.parse("f." + "\uD83D\uDE00".repeat(198));
    Buffer data = Buffer.buffer(new byte[DurableStore.MAX_VALUE_BYTES]);
    StoredUpdate largest =
        new StoredUpdate(
            topic, 1, 1, 0, 1, data, new StoredUpdate.Origin(1, 1, 1), new Uncounted(1, 1));
    try (DurableStore store = open(folder)) {
      store.write(List.of(new StoredFeed("f", "k3f9", 1), largest), true);
      assertThat(LoadedStore.of(store).offsets("f")).containsExactly(1L);
    }
  }

  @Test
  void oneWriteRemovesMoreUpdatesThanFitInARecord(@TempDir Path folder) throws StoreException {
    int updates = 40_000;
    try (DurableStore store = ArtemisStore.open(folder, SMALL_FILE_BYTES)) {
      for (int from = 1; from <= updates; from += 500) {
        store.write(batch("chat", from, from + 499), false);
      }
      store.write(batch("orders", 1, 1), true);

      store.write(List.of(new StoreChange.RemoveFeed("chat"), update("orders", 2)), true);
      store.write(List.of(update("orders", 3)), true);
    }

    try (DurableStore store = ArtemisStore.open(folder, SMALL_FILE_BYTES)) {
      LoadedStore loaded = LoadedStore.of(store);
      assertThat(loaded.damaged).isEmpty();
      assertThat(loaded.updates).hasSize(3);
      assertThat(loaded.offsets("orders")).containsExactly(1L, 2L, 3L);
    }
  }

  @Test
  void spaceOfRemovedUpdatesIsReclaimed(@TempDir Path small) throws StoreException {
    int kept = 2000;
    long end = 0;
    try (DurableStore store = open(small)) {
      // About 120 MB.
      for (int i = 0; i < 2000; i++) {
        List<StoreChange> changes = new ArrayList<>(batch("chat", end + 1, end + 200));
        for (long offset = end + 1; offset <= end + 200; offset++) {
          changes.add(new StoreChange.RemoveUpdate("chat", offset - kept));
        }
        store.write(changes, false);
        end += 200;
      }
      assertThat(store.sizeBytes()).isLessThan(6L * JournalFiles.SIZE_BYTES);
      LoadedStore loaded = LoadedStore.of(store);
      assertThat(loaded.offsets("chat"))
          .isEqualTo(LongStream.rangeClosed(end - kept + 1, end).boxed().toList());
      assertThat(loaded.damaged).isEmpty();
    }
  }
}
