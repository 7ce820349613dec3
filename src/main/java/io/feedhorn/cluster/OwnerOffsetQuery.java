package io.feedhorn.cluster;

import io.feedhorn.model.Position;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Finds out how far a feed has come, by asking its owner: a reader may come from a node that is
 * further than this one. Owned by the writer's event loop.
 */
final class OwnerOffsetQuery {
  private static final long ANSWER_MILLIS = 1_000;
  private static final long RETRY_MILLIS = 100;
  private static final long PATIENCE_NANOS = 3_000_000_000L;

  private final Vertx vertx;
  private final NodeMessaging messaging;
  private final InfinispanGrid grid;
  private final Function<String, @Nullable Position> here;

  /**
   * @param here where a feed is that this node owns; null where it cannot say
   */
  OwnerOffsetQuery(
      Vertx vertx,
      NodeMessaging messaging,
      InfinispanGrid grid,
      Function<String, @Nullable Position> here) {
    this.vertx = vertx;
    this.messaging = messaging;
    this.grid = grid;
    this.here = here;
    messaging.on(NodeMessaging.Kind.REACHED, (from, in) -> answer(in));
  }

  /** If a feed has come as far as a position; true where nobody can say in time. */
  Future<Boolean> reaches(String feed, Position at) {
    return reaches(feed, at, System.nanoTime());
  }

  /** An owner that is just taking over is asked again, up to a bound. */
  private Future<Boolean> reaches(String feed, Position at, long since) {
    return end(feed)
        .transform(
            asked -> {
              if (asked.succeeded()) {
                Position end = asked.result();
                boolean further = end.offset() >= at.offset();
                return Future.succeededFuture(end.epoch().equals(at.epoch()) && further);
              }
              // A reader that comes from a further node must not start over.
              return System.nanoTime() - since > PATIENCE_NANOS
                  ? Future.succeededFuture(true)
                  : vertx
                      .timer(RETRY_MILLIS, TimeUnit.MILLISECONDS)
                      .compose(later -> reaches(feed, at, since));
            });
  }

  /** Returns the end of a feed; fails if its owner does not know it yet, or does not answer. */
  private Future<Position> end(String feed) {
    String owner = grid.owner(feed);
    if (owner == null) {
      return Future.failedFuture(new RetryableException("nobody owns " + feed));
    }
    if (!owner.equals(grid.self())) {
      return messaging
          .ask(
              owner,
              NodeMessaging.Kind.REACHED,
              new BinaryWriter().text(feed).done(),
              ANSWER_MILLIS)
          .map(in -> new Position(in.text(), in.number()));
    }
    Position end = here.apply(feed);
    return end == null
        ? Future.failedFuture(new RetryableException("not open"))
        : Future.succeededFuture(end);
  }

  private Future<Buffer> answer(BinaryReader in) {
    Position end = here.apply(in.text());
    return end == null
        ? Future.failedFuture(new RetryableException("not open"))
        : Future.succeededFuture(new BinaryWriter().text(end.epoch()).number(end.offset()).done());
  }
}
