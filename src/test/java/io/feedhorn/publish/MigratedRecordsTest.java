package io.feedhorn.publish;

import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.model.ErrorCode;
import io.feedhorn.model.FeedException;
import io.feedhorn.store.StoreChange;
import io.feedhorn.store.StoredReader;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MigratedRecordsTest {
  private static final int RECORDS = 100;

  private final Vertx vertx = Vertx.vertx();
  private final List<String> published = new CopyOnWriteArrayList<>();
  private final List<StoreChange> removed = new CopyOnWriteArrayList<>();
  private boolean unavailable = true;

  @AfterEach
  void stop() throws Exception {
    vertx.close().await(30, TimeUnit.SECONDS);
  }

  private Future<Void> publish(StoredReader stored) {
    if (stored.name().equals("7")) {
      throw new FeedException(ErrorCode.TOO_MANY, "There is no room.");
    }
    if (stored.name().equals("8") && unavailable) {
      unavailable = false;
      return Future.failedFuture(new FeedException(ErrorCode.UNAVAILABLE, "No majority."));
    }
    published.add(stored.name());
    return Future.succeededFuture();
  }

  @Test
  void eachRecordIsPublishedAndThenRemovedFromTheStore() {
    List<StoredReader> stored =
        IntStream.range(0, RECORDS)
            .mapToObj(i -> new StoredReader(Integer.toString(i), Buffer.buffer("{}")))
            .toList();
    MigratedRecords records =
        new MigratedRecords(
            "readers",
            stored,
            changes -> {
              removed.addAll(changes);
              return Future.succeededFuture();
            },
            this::publish);

    vertx.runOnContext(loop -> records.start(vertx));

    // One that is refused stays, and one that cannot be published yet is the last.
    List<String> expected =
        IntStream.range(0, RECORDS).filter(i -> i != 7).mapToObj(Integer::toString).toList();
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> removed.size() >= expected.size());
    assertThat(published).containsExactlyInAnyOrderElementsOf(expected);
    assertThat(removed)
        .containsExactlyInAnyOrderElementsOf(
            expected.stream().map(name -> new StoreChange.RemoveReader(name)).toList());
  }
}
