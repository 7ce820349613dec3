package io.feedhorn.reader;

import io.feedhorn.store.StoreChange;
import io.feedhorn.store.StoreWriter;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One reader and the changes of it that are not stored yet. A change counts, and its future
 * completes, after it was stored. While one is written, later ones are merged into the next write.
 * If a write fails, its changes and the later ones are dropped. Owned by the writer's event loop.
 */
final class ReaderEntry {
  private static final Logger LOG = LoggerFactory.getLogger(ReaderEntry.class);

  private final String name;
  private final StoreWriter store;
  private final BiConsumer<@Nullable ReaderState, @Nullable ReaderState> onStored;
  private @Nullable ReaderState stored;
  private @Nullable Write running;
  private @Nullable Write next;

  /** A state that is written, or will be, and the result of that. */
  private record Write(@Nullable ReaderState state, Promise<Void> done) {}

  /**
   * @param stored the state that the store has, or null for a new reader
   * @param onStored called with the states before and after each write; null is no reader
   */
  ReaderEntry(
      String name,
      @Nullable ReaderState stored,
      StoreWriter store,
      BiConsumer<@Nullable ReaderState, @Nullable ReaderState> onStored) {
    this.name = name;
    this.stored = stored;
    this.store = store;
    this.onStored = onStored;
  }

  /** Returns the stored state, or null if the reader does not exist. */
  @Nullable ReaderState state() {
    return stored;
  }

  /** Returns true if a change is not stored yet. */
  boolean isChanging() {
    return running != null;
  }

  /**
   * Changes the state. The future completes when the result, and everything on which it is based,
   * is stored.
   *
   * @param change returns the state that it got if there is nothing to do; null removes the reader
   */
  @SuppressWarnings("ReferenceEquality") // a change returns the same object for no change
  Future<Void> change(UnaryOperator<@Nullable ReaderState> change) {
    Write last = next != null ? next : running;
    ReaderState before = last != null ? last.state : stored;
    ReaderState after = change.apply(before);
    if (after == before) {
      return last == null ? Future.succeededFuture() : last.done.future();
    }
    if (running == null) {
      Write write = new Write(after, Promise.promise());
      running = write;
      start(write);
      return write.done.future();
    }
    next = new Write(after, next == null ? Promise.promise() : next.done);
    return next.done.future();
  }

  private void start(Write write) {
    ReaderState state = write.state;
    StoreChange change = state == null ? new StoreChange.RemoveReader(name) : state.toStored();
    store
        .write(List.of(change))
        .onSuccess(written -> written(write))
        .onFailure(failure -> failed(write, failure));
  }

  private void written(Write write) {
    ReaderState before = stored;
    stored = write.state;
    Write following = next;
    running = following;
    next = null;
    call(() -> onStored.accept(before, write.state));
    call(write.done::complete);
    if (following != null) {
      start(following);
    }
  }

  private void failed(Write write, Throwable failure) {
    Write dropped = next;
    running = null;
    next = null;
    call(() -> write.done.fail(failure));
    if (dropped != null) {
      call(() -> dropped.done.fail(failure));
    }
  }

  /** Calls a receiver. If it fails, the next change is stored all the same. */
  private static void call(Runnable receiver) {
    try {
      receiver.run();
    } catch (RuntimeException failure) {
      LOG.error("The receiver of a change of a reader failed", failure);
    }
  }
}
