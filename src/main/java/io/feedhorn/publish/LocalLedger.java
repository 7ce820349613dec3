package io.feedhorn.publish;

import io.feedhorn.log.FeedLog;
import io.feedhorn.log.Feeds;
import io.feedhorn.model.Meters;
import io.feedhorn.model.Position;
import io.feedhorn.model.Update;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import org.jspecify.annotations.Nullable;

/** The ledger of a node that is alone: an append is done when the call returns. */
public final class LocalLedger implements Ledger {
  private static final int MOST_KEYS = 1_000_000;

  private final Feeds feeds;
  private final Meters meters;
  private final Idempotency idempotency;
  private @Nullable Announcer announcer;

  public LocalLedger(Feeds feeds, Meters meters) {
    this.feeds = feeds;
    this.meters = meters;
    this.idempotency = new Idempotency(MOST_KEYS, feeds.clock()::nanos);
  }

  @Override
  public Future<?> open(Vertx vertx) {
    announcer = new Announcer(vertx.eventBus());
    return Future.succeededFuture();
  }

  @Override
  public Future<Receipt> append(Append append) {
    try {
      return Future.succeededFuture(receipt(append));
    } catch (RuntimeException failure) {
      return Future.failedFuture(failure);
    }
  }

  @Override
  public Future<Boolean> reaches(String feed, Position at) {
    Position tail = feeds.tail(feed);
    return Future.succeededFuture(tail.epoch().equals(at.epoch()) && tail.offset() >= at.offset());
  }

  private Receipt receipt(Append append) {
    long now = feeds.clock().micros();
    String key = append.idempotencyKey();
    Receipt earlier = key == null ? null : idempotency.earlier(append.topic(), key);
    if (earlier != null) {
      return earlier;
    }
    FeedLog log = feeds.writable(append.topic().feed());
    Update update = log.append(append.topic(), append.data(), now);
    Receipt receipt = Receipt.of(update);
    if (key != null) {
      idempotency.remember(append.topic(), key, receipt);
    }
    if (announcer != null) {
      announcer.tell(update);
    }
    meters.published(append.topic().feed());
    return receipt;
  }

  @Override
  public Future<?> close() {
    return Future.succeededFuture();
  }
}
