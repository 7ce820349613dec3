package io.feedhorn.store;

import static io.feedhorn.store.StoredUpdates.batch;
import static io.feedhorn.store.StoredUpdates.update;
import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.model.Topic;
import io.feedhorn.model.Uncounted;
import io.vertx.core.buffer.Buffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The contract of {@link DurableStore}, for each implementation. */
public abstract class DurableStoreContract {
  private static final Topic TOPIC = Topic.parse("chat.room");

  private Path folder;

  @BeforeEach
  void use(@TempDir Path temporary) {
    folder = temporary;
  }

  /** Opens the store that was written to the folder before. */
  protected abstract DurableStore open(Path folder) throws StoreException;

  /** Writes to a new store, and returns what a store that is opened afterwards contains. */
  private LoadedStore afterwards(List<List<StoreChange>> writes) throws StoreException {
    try (DurableStore store = open(folder)) {
      LoadedStore.of(store);
      for (List<StoreChange> write : writes) {
        store.write(write, true);
      }
    }
    return loaded();
  }

  private LoadedStore loaded() throws StoreException {
    try (DurableStore store = open(folder)) {
      return LoadedStore.of(store);
    }
  }

  @Test
  void aNewStoreIsEmpty() throws StoreException {
    LoadedStore loaded = loaded();
    assertThat(loaded.feeds).isEmpty();
    assertThat(loaded.updates).isEmpty();
    assertThat(loaded.damaged).isEmpty();
  }

  @Test
  void keepsFeedsAndUpdatesWithAllTheirFields() throws StoreException {
    LoadedStore loaded = afterwards(List.of(batch("chat", 1, 3), batch("chat", 4, 5)));
    assertThat(loaded.feeds).containsExactly(new StoredFeed("chat", "epoch-of-chat", 5));
    assertThat(loaded.updates)
        .containsExactlyElementsOf(
            LongStream.rangeClosed(1, 5).mapToObj(offset -> update("chat", offset)).toList());
    assertThat(loaded.damaged).isEmpty();
  }

  @Test
  void keepsTheNewestIdentityOfTheNode() throws StoreException {
    StoredNode first = new StoredNode("node-0:7800", "4f1c", 1, List.of(), false);
    StoredNode second = new StoredNode("node-0:7800", "09ab", 7, List.of("a", "b", "c"), true);

    assertThat(loaded().nodes).isEmpty();
    assertThat(afterwards(List.of(List.of(first))).nodes).containsExactly(first);
    assertThat(afterwards(List.of(List.of(second), batch("chat", 1, 3))).nodes)
        .containsExactly(second);
    assertThat(afterwards(List.of(batch("chat", 4, 5))).nodes).containsExactly(second);
  }

  @Test
  void handsOutTheUpdatesOfEachFeedInOrder() throws StoreException {
    List<StoreChange> mixed = new ArrayList<>(batch("a", 1, 200));
    mixed.addAll(batch("b", 1, 100));
    LoadedStore loaded = afterwards(List.of(mixed, batch("b", 101, 300), batch("a", 201, 250)));
    assertThat(loaded.offsets("a")).isEqualTo(LongStream.rangeClosed(1, 250).boxed().toList());
    assertThat(loaded.offsets("b")).isEqualTo(LongStream.rangeClosed(1, 300).boxed().toList());
  }

  @Test
  void removesUpdatesAndKeepsTheEndOffset() throws StoreException {
    LoadedStore loaded =
        afterwards(
            List.of(
                batch("chat", 1, 4),
                List.of(
                    new StoreChange.RemoveUpdate("chat", 4),
                    new StoreChange.RemoveUpdate("chat", 2),
                    new StoreChange.RemoveUpdate("chat", 99),
                    new StoreChange.RemoveUpdate("unknown", 1))));
    assertThat(loaded.offsets("chat")).containsExactly(1L, 3L);
    assertThat(loaded.feeds).containsExactly(new StoredFeed("chat", "epoch-of-chat", 4));
    assertThat(loaded.damaged).isEmpty();
  }

  @Test
  void replacesAndRemovesKeysAndReaders() throws StoreException {
    StoredKey key = new StoredKey(TOPIC, "k 1 ü😀", "e", 7, 3, 1_700_000_000_000_000L);
    StoredKey other = new StoredKey(TOPIC, "k2", "e", 8, 4, 1_700_000_000_000_001L);
    StoredReader first = new StoredReader("r", Buffer.buffer("{\"a\":1}"));
    StoredReader second = new StoredReader("r", Buffer.buffer("{\"a\":2}"));
    StoredReader gone = new StoredReader("gone", Buffer.buffer("{}"));
    LoadedStore loaded =
        afterwards(
            List.of(
                List.of(key, other, first, gone),
                List.of(second, new StoreChange.RemoveReader("gone")),
                List.of(new StoreChange.RemoveKey(TOPIC, "k2"))));
    assertThat(loaded.keys).containsExactly(key);
    assertThat(loaded.readers).containsExactly(second);
  }

  @Test
  void removesAFeedWithItsUpdatesAndKeys() throws StoreException {
    StoredKey key = new StoredKey(TOPIC, "k", "epoch-of-chat", 1, 1, 1);
    LoadedStore loaded =
        afterwards(
            List.of(
                batch("chat", 1, 3),
                batch("other", 1, 1),
                List.of(key),
                List.of(new StoreChange.RemoveFeed("chat")),
                List.of(new StoredFeed("chat", "a new epoch", 1), update("chat", 1))));
    assertThat(loaded.feeds)
        .containsExactlyInAnyOrder(
            new StoredFeed("chat", "a new epoch", 1), new StoredFeed("other", "epoch-of-other", 1));
    assertThat(loaded.offsets("chat")).containsExactly(1L);
    assertThat(loaded.offsets("other")).containsExactly(1L);
    assertThat(loaded.keys).isEmpty();
  }

  @Test
  void changesOfOneWriteTakeEffectInTheirOrder() throws StoreException {
    LoadedStore loaded =
        afterwards(
            List.of(
                batch("chat", 1, 1),
                List.of(
                    new StoreChange.RemoveUpdate("chat", 1),
                    update("chat", 1),
                    update("chat", 2),
                    new StoreChange.RemoveUpdate("chat", 2))));
    assertThat(loaded.offsets("chat")).containsExactly(1L);
  }

  @Test
  void aWriteThatIsNotForcedIsThereAfterClosing() throws StoreException {
    try (DurableStore store = open(folder)) {
      store.write(batch("chat", 1, 2), false);
      store.force();
      store.write(batch("chat", 3, 4), false);
    }
    assertThat(loaded().offsets("chat")).containsExactly(1L, 2L, 3L, 4L);
  }

  @Test
  void canBeWrittenAfterReopeningAndLoadedTwice() throws StoreException {
    afterwards(List.of(batch("chat", 1, 2)));
    try (DurableStore store = open(folder)) {
      assertThat(LoadedStore.of(store).offsets("chat")).containsExactly(1L, 2L);
      store.write(batch("chat", 3, 3), true);
      assertThat(LoadedStore.of(store).offsets("chat")).containsExactly(1L, 2L, 3L);
    }
  }

  @Test
  void keepsTheOriginOfAnUpdate() throws StoreException {
    StoredUpdate plain = update("chat", 1);
    StoredUpdate forwarded =
        new StoredUpdate(
            plain.topic(),
            2,
            2,
            1,
            plain.micros(),
            plain.data(),
            new StoredUpdate.Origin(Long.MIN_VALUE, 7, 499),
            Uncounted.NONE);
    LoadedStore loaded =
        afterwards(List.of(List.of(new StoredFeed("chat", "e", 2), plain, forwarded)));
    assertThat(loaded.updates).containsExactly(plain, forwarded);
    assertThat(loaded.damaged).isEmpty();
  }

  @Test
  void keepsTheUpdatesThatDoNotCount() throws StoreException {
    StoredUpdate plain = update("chat", 1);
    StoredUpdate after = after(plain, 2, null, new Uncounted(1, 1));
    StoredUpdate forwarded =
        after(plain, 3, new StoredUpdate.Origin(7, 8, 9), new Uncounted(Long.MAX_VALUE, 2));
    LoadedStore loaded =
        afterwards(List.of(List.of(new StoredFeed("chat", "e", 3), plain, after, forwarded)));
    assertThat(loaded.updates).containsExactly(plain, after, forwarded);
    assertThat(loaded.damaged).isEmpty();
  }

  private static StoredUpdate after(
      StoredUpdate first, long number, StoredUpdate.@Nullable Origin origin, Uncounted uncounted) {
    return new StoredUpdate(
        first.topic(), number, number, number - 1, first.micros(), first.data(), origin, uncounted);
  }

  @Test
  void replacesTheStateOfAVoterAndRemovesItWithItsFeed() throws StoreException {
    StoredReplica newest = new StoredReplica("chat", 9_000_000_000L, 8_000_000_000L, 2, true);
    LoadedStore loaded =
        afterwards(
            List.of(
                List.of(new StoredReplica("before", 1, 0, 0, true)),
                batch("chat", 1, 3),
                batch("gone", 1, 1),
                List.of(
                    new StoredReplica("chat", 1, 1, 0, false),
                    new StoredReplica("gone", 1, 1, 0, true)),
                List.of(newest, new StoreChange.RemoveFeed("gone"))));
    assertThat(loaded.replicas)
        .containsExactlyInAnyOrder(new StoredReplica("before", 1, 0, 0, true), newest);
  }

  @Test
  void removesTheUpdatesAfterAnOffsetAndOthersTakeTheirPlace() throws StoreException {
    StoredUpdate other =
        new StoredUpdate(Topic.parse("chat.other"), 4, 1, 0, 5, Buffer.buffer("4"));
    List<List<StoreChange>> writes =
        List.of(
            batch("chat", 1, 6),
            batch("b", 1, 3),
            List.of(new StoreChange.RemoveAfter("chat", 3)),
            List.of(new StoredFeed("chat", "epoch-of-chat", 4), other));
    LoadedStore loaded = afterwards(writes.subList(0, 3));
    assertThat(loaded.offsets("chat")).containsExactly(1L, 2L, 3L);
    assertThat(loaded.offsets("b")).containsExactly(1L, 2L, 3L);
    assertThat(loaded.feeds).contains(new StoredFeed("chat", "epoch-of-chat", 3));
    assertThat(loaded.damaged).isEmpty();
    loaded = afterwards(writes.subList(3, 4));
    assertThat(loaded.updates).contains(other);
    assertThat(loaded.offsets("chat")).containsExactly(1L, 2L, 3L, 4L);
    assertThat(loaded.damaged).isEmpty();
  }
}
