package io.feedhorn.publish;

import io.feedhorn.model.ErrorCode;
import io.feedhorn.model.FeedException;
import io.feedhorn.store.StoreChange;
import io.feedhorn.store.StoreWriter;
import io.feedhorn.store.StoredReader;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The move of records that the store of a single server had into a feed of the cluster that it is a
 * node of now. Each is published, again and again while the cluster is not available, and then
 * removed from the store. One that is refused for another reason stays there, for the next start.
 * Owned by the writer's event loop.
 */
public final class MigratedRecords {
  private static final Logger LOG = LoggerFactory.getLogger(MigratedRecords.class);
  private static final int PART = 32;
  private static final long RETRY_MILLIS = 1_000;

  private final String kind;
  private final StoreWriter store;
  private final Function<StoredReader, Future<?>> publisher;
  private final ArrayDeque<StoredReader> records;
  private int moved;

  /**
   * @param kind the plural of the records, for the log
   * @param publisher publishes a record, unless the cluster has a newer one
   */
  public MigratedRecords(
      String kind,
      Collection<StoredReader> records,
      StoreWriter store,
      Function<StoredReader, Future<?>> publisher) {
    this.kind = kind;
    this.store = store;
    this.publisher = publisher;
    this.records = new ArrayDeque<>(records);
  }

  /** Begins to move the records. */
  public void start(Vertx vertx) {
    if (records.isEmpty()) {
      if (moved > 0) {
        LOG.info("{} {} of the single server are those of the cluster now", moved, kind);
      }
      return;
    }
    List<StoredReader> part = new ArrayList<>();
    while (part.size() < PART && !records.isEmpty()) {
      part.add(records.remove());
    }
    int before = records.size();
    Future.join(part.stream().map(this::move).toList())
        .onComplete(
            done -> {
              if (records.size() > before) {
                vertx.setTimer(RETRY_MILLIS, timer -> start(vertx));
              } else {
                start(vertx);
              }
            });
  }

  private Future<?> move(StoredReader stored) {
    return publish(stored)
        .compose(published -> store.write(List.of(new StoreChange.RemoveReader(stored.name()))))
        .onSuccess(removed -> moved++)
        .onFailure(
            failure -> {
              if (isTemporary(failure)) {
                records.add(stored);
              } else {
                LOG.warn(
                    "One of the {} of the single server is not moved to the cluster: {}",
                    kind,
                    failure.getMessage());
              }
            });
  }

  private Future<?> publish(StoredReader stored) {
    try {
      return publisher.apply(stored);
    } catch (RuntimeException refused) {
      return Future.failedFuture(refused);
    }
  }

  private static boolean isTemporary(Throwable failure) {
    return failure instanceof FeedException refused && refused.code() == ErrorCode.UNAVAILABLE;
  }
}
