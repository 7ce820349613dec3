package io.feedhorn.publish;

import io.feedhorn.log.FeedLog;
import io.feedhorn.log.FeedRegistry;
import io.feedhorn.log.FeedTopics;
import io.feedhorn.metrics.Metrics;
import io.feedhorn.model.Position;
import io.feedhorn.model.Update;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The writer of a single node: an append is complete when the call returns. */
public final class LocalFeedWriter implements FeedWriter {
  private static final int MAX_KEYS = 1_000_000;

  private final FeedRegistry feeds;
  private final Metrics metrics;
  private final IdempotencyCache idempotency;
  private @Nullable UpdateBroadcaster broadcaster;

  public LocalFeedWriter(FeedRegistry feeds, Metrics metrics) {
    this.feeds = feeds;
    this.metrics = metrics;
    this.idempotency = new IdempotencyCache(MAX_KEYS, feeds.clock()::nanos);
  }

  @Override
  public Future<?> start(Vertx vertx) {
    broadcaster = new UpdateBroadcaster(vertx.eventBus());
    return Future.succeededFuture();
  }

  @Override
  public Future<Receipt> append(PublishCommand command) {
    List<Update> stored = new ArrayList<>(1);
    try {
      Receipt receipt = append(command, feeds.clock().micros(), stored);
      publish(stored);
      return Future.succeededFuture(receipt);
    } catch (RuntimeException failure) {
      return Future.failedFuture(failure);
    }
  }

  @Override
  public Future<List<PublishResult>> appendAll(List<PublishCommand> commands) {
    long now = feeds.clock().micros();
    List<Update> stored = new ArrayList<>(commands.size());
    List<PublishResult> results = new ArrayList<>(commands.size());
    for (PublishCommand command : commands) {
      results.add(result(command, now, stored));
    }
    publish(stored);
    return Future.succeededFuture(results);
  }

  private PublishResult result(PublishCommand command, long now, List<Update> stored) {
    try {
      command.checkOrder();
      return new PublishResult(append(command, now, stored), null);
    } catch (RuntimeException failure) {
      command.onRefused(failure);
      return PublishResult.failed(failure);
    }
  }

  /** Broadcasts and counts stored updates. */
  private void publish(List<Update> stored) {
    if (broadcaster != null) {
      broadcaster.broadcast(stored);
    }
    int counted = 0;
    for (int i = 0; i < stored.size(); i++) {
      String feed = stored.get(i).topic().feed();
      if (i + 1 == stored.size() || !stored.get(i + 1).topic().feed().equals(feed)) {
        metrics.published(feed, i + 1 - counted);
        counted = i + 1;
      }
    }
  }

  @Override
  public Future<Boolean> reaches(String feed, Position at) {
    Position end = feeds.endPosition(feed);
    return Future.succeededFuture(end.epoch().equals(at.epoch()) && end.offset() >= at.offset());
  }

  /** Returns the log of a publish; a deletion does not create one. */
  private FeedLog log(PublishCommand command) {
    String feed = command.topic().feed();
    if (command.isDeletion() && feeds.log(feed) == null) {
      throw FeedTopics.notFound(command.topic());
    }
    return feeds.getOrCreate(feed);
  }

  /** Appends to the log, and adds the update to a list unless its idempotency key is known. */
  private Receipt append(PublishCommand command, long now, List<Update> stored) {
    String key = command.idempotencyKey();
    Receipt earlier = key == null ? null : idempotency.find(command.topic(), key);
    if (earlier != null) {
      return earlier;
    }
    FeedLog log = log(command);
    if (command.previousSeq() != PublishCommand.ANY) {
      Update newest = log.newest(command.topic().name());
      command.checkPrevious(newest == null || newest.isDeletion() ? 0 : newest.seq());
    }
    Update update = log.append(command.topic(), command.data(), now, command.trace());
    Receipt receipt = Receipt.of(update);
    if (key != null) {
      idempotency.put(command.topic(), key, receipt);
    }
    stored.add(update);
    return receipt;
  }

  @Override
  public Future<?> close() {
    return Future.succeededFuture();
  }
}
