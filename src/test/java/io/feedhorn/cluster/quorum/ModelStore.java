package io.feedhorn.cluster.quorum;

import io.feedhorn.store.InMemoryDurableStore;
import io.feedhorn.store.StoreChange;
import io.feedhorn.store.StoreException;
import io.feedhorn.store.StoreWriter;
import io.feedhorn.store.StoredUpdate;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.List;

/** A disk on which a write is forced when the model says so. */
final class ModelStore implements StoreWriter {
  private InMemoryDurableStore disk = new InMemoryDurableStore();
  private ArrayDeque<Write> waiting = new ArrayDeque<>();

  private record Write(List<StoreChange> changes, Promise<Void> done) {}

  InMemoryDurableStore disk() {
    return disk;
  }

  @Override
  public Future<Void> write(List<StoreChange> changes) {
    requireAtomic(changes);
    Write write = new Write(List.copyOf(changes), Promise.promise());
    waiting.add(write);
    return write.done.future();
  }

  /** An update must not take the place of one that the same write removes. */
  private static void requireAtomic(List<StoreChange> changes) {
    for (StoreChange removal : changes) {
      if (removal instanceof StoreChange.RemoveAfter after
          && changes.stream()
              .anyMatch(
                  change ->
                      change instanceof StoredUpdate update && update.offset() > after.offset())) {
        throw new AssertionError("not atomic on a disk: " + changes);
      }
    }
  }

  boolean isBusy() {
    return !waiting.isEmpty();
  }

  /** Forces the next write, and answers. */
  void force() {
    Write write = waiting.remove();
    store(write);
    write.done.complete();
  }

  /** Lets the next write fail. */
  void fail() {
    waiting.remove().done.fail(new StoreException("No space left on device"));
  }

  private void store(Write write) {
    try {
      disk.write(write.changes, true);
    } catch (StoreException impossible) {
      throw new AssertionError(impossible);
    }
  }

  /**
   * Stops the node. Its writes are never answered.
   *
   * @param forced the number of waiting writes that reach the disk all the same
   */
  void crash(int forced) {
    for (int i = 0; i < forced && !waiting.isEmpty(); i++) {
      store(waiting.remove());
    }
    waiting = new ArrayDeque<>();
    disk = disk.afterPowerCut();
  }

  void wipe() {
    disk = new InMemoryDurableStore();
  }
}
