package io.feedhorn.reader;

import io.feedhorn.model.Topic;
import io.feedhorn.publish.FeedWriter;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Repeats publishes that were refused because another node has published in the meantime. Owned by
 * the writer's event loop.
 */
final class RacedPublish {
  private static final int MAX_ATTEMPTS = 20;
  private static final int MAX_WAIT_MILLIS = 50;

  private final FeedWriter writer;
  private @Nullable Vertx vertx;

  RacedPublish(FeedWriter writer) {
    this.writer = writer;
  }

  /** Called once, before everything else. */
  void start(Vertx owner) {
    vertx = owner;
  }

  /**
   * Waits for the updates of the other nodes, and a little by chance. Returns true if the publish
   * must be repeated.
   *
   * @param attempt the number of the refused attempt, from 1
   * @param raced true if another node was faster
   */
  Future<Boolean> retry(int attempt, BooleanSupplier raced) {
    Vertx owner = vertx;
    if (attempt == MAX_ATTEMPTS || owner == null) {
      return Future.succeededFuture(false);
    }
    return writer
        .catchUp(Topic.SYSTEM_FEED)
        .transform(
            level -> {
              if (!raced.getAsBoolean()) {
                return Future.succeededFuture(false);
              }
              int wait = 1 + (int) Math.floorMod(System.nanoTime(), (long) MAX_WAIT_MILLIS);
              return owner.timer(wait, TimeUnit.MILLISECONDS).map(true);
            });
  }
}
