package io.feedhorn.reader;

import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.model.ReaderName;
import io.feedhorn.store.StoreException;
import io.feedhorn.store.StoreWriter;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Receivers of changes that fail. */
class ReaderEntryTest {
  private static final ReaderState FIRST = ReaderState.create(ReaderName.parse("alice"));

  private final List<Promise<Void>> writes = new ArrayList<>();
  private final StoreWriter store =
      changes -> {
        Promise<Void> write = Promise.promise();
        writes.add(write);
        return write.future();
      };
  private boolean failing = true;
  private final ReaderEntry entry =
      new ReaderEntry(
          "alice",
          null,
          store,
          (before, after) -> {
            if (failing) {
              failing = false;
              throw new IllegalStateException("a receiver that fails");
            }
          });

  @Test
  void aReceiverThatFailsDoesNotKeepTheNextChangeFromBeingStored() {
    Future<Void> first = entry.change(before -> FIRST);
    first.onSuccess(
        stored -> {
          throw new IllegalStateException("another one");
        });
    Future<Void> second = entry.change(before -> FIRST.usedAt(2));

    writes.get(0).complete();
    assertThat(first.succeeded()).isTrue();
    writes.get(1).complete();

    assertThat(second.succeeded()).isTrue();
    assertThat(entry.state()).isEqualTo(FIRST.usedAt(2));
  }

  @Test
  void aReceiverThatFailsDoesNotKeepLaterChangesFromFailing() {
    Future<Void> first = entry.change(before -> FIRST);
    first.onFailure(
        refused -> {
          throw new IllegalStateException("a receiver that fails");
        });
    Future<Void> second = entry.change(before -> FIRST.usedAt(2));

    writes.get(0).fail(new StoreException("full"));

    assertThat(second.failed()).isTrue();
    assertThat(entry.isChanging()).isFalse();
  }
}
