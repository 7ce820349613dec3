package io.feedhorn.cluster.owner;

import io.feedhorn.cluster.codec.BinaryReader;
import io.feedhorn.cluster.codec.BinaryWriter;
import io.feedhorn.cluster.protocol.ClusterView;
import io.feedhorn.cluster.protocol.MessageKind;
import io.feedhorn.cluster.protocol.NodeMessaging;
import io.feedhorn.cluster.protocol.RetryableException;
import io.feedhorn.cluster.protocol.StatusExchange;
import io.feedhorn.model.ErrorCode;
import io.feedhorn.model.FeedException;
import io.feedhorn.model.Position;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Validates positions beyond this node's log with the owner of the feed, because a reader may come
 * from a node that is ahead. Owned by the writer's event loop.
 */
public final class OwnerOffsetQuery {
  private static final long REQUEST_TIMEOUT_MILLIS = 1_000;
  private static final long RETRY_MILLIS = 100;
  private static final long POLL_MILLIS = 2;
  private static final long TIMEOUT_NANOS = 3_000_000_000L;

  private final Vertx vertx;
  private final NodeMessaging messaging;
  private final ClusterView view;
  private final StatusExchange statuses;
  private final Function<String, @Nullable Position> ownEnd;

  /**
   * Creates the query.
   *
   * @param statuses finds out whether other nodes have updates of a feed that this one lacks
   * @param ownEnd the end of a feed that this node owns, or null if it does not know it yet
   */
  public OwnerOffsetQuery(
      Vertx vertx,
      NodeMessaging messaging,
      ClusterView view,
      StatusExchange statuses,
      Function<String, @Nullable Position> ownEnd) {
    this.vertx = vertx;
    this.messaging = messaging;
    this.view = view;
    this.statuses = statuses;
    this.ownEnd = ownEnd;
  }

  /** Starts to answer other nodes. */
  public void start() {
    messaging.handle(MessageKind.END_OFFSET, (from, in) -> answer(in));
  }

  /** Returns true if a feed has reached a position, or if its owner does not answer in time. */
  public Future<Boolean> reaches(String feed, Position position) {
    return reaches(feed, position, System.nanoTime());
  }

  private Future<Boolean> reaches(String feed, Position position, long since) {
    return end(feed)
        .transform(
            answer -> {
              if (answer.succeeded()) {
                Position end = answer.result();
                return Future.succeededFuture(
                    end.epoch().equals(position.epoch()) && end.offset() >= position.offset());
              }
              // In doubt the position is accepted: a reader from a node that is ahead must not
              // start over.
              return isLate(since)
                  ? Future.succeededFuture(true)
                  : vertx
                      .timer(RETRY_MILLIS, TimeUnit.MILLISECONDS)
                      .compose(later -> reaches(feed, position, since));
            });
  }

  /** Completes when the log of this node has reached the end that the feed has now. */
  public Future<Void> catchUp(String feed, Function<String, Position> local) {
    return catchUp(feed, local, System.nanoTime());
  }

  private Future<Void> catchUp(String feed, Function<String, Position> local, long since) {
    return end(feed)
        .transform(
            asked ->
                asked.succeeded()
                    ? awaitEnd(feed, asked.result(), local, since)
                    : isLate(since)
                        ? Future.failedFuture(behind(feed))
                        : vertx
                            .timer(RETRY_MILLIS, TimeUnit.MILLISECONDS)
                            .compose(later -> catchUp(feed, local, since)));
  }

  private Future<Void> awaitEnd(
      String feed, Position end, Function<String, Position> local, long since) {
    Position here = local.apply(feed);
    if (here.epoch().equals(end.epoch()) && here.offset() >= end.offset()) {
      return Future.succeededFuture();
    }
    return isLate(since)
        ? Future.failedFuture(behind(feed))
        : vertx
            .timer(POLL_MILLIS, TimeUnit.MILLISECONDS)
            .compose(later -> awaitEnd(feed, end, local, since));
  }

  private static boolean isLate(long since) {
    return System.nanoTime() - since > TIMEOUT_NANOS;
  }

  private static FeedException behind(String feed) {
    return new FeedException(
        ErrorCode.UNAVAILABLE,
        "This node does not have all updates of the feed '%s' yet; try again.".formatted(feed),
        1);
  }

  /** Returns the end of a feed; fails if its owner does not know it yet, or does not answer. */
  public Future<Position> end(String feed) {
    String owner = view.owner(feed);
    if (owner == null) {
      return Future.failedFuture(new RetryableException("feed " + feed + " has no owner"));
    }
    if (!owner.equals(view.self())) {
      return messaging
          .request(
              owner,
              MessageKind.END_OFFSET,
              new BinaryWriter().text(feed).toBuffer(),
              REQUEST_TIMEOUT_MILLIS)
          .map(in -> new Position(in.text(), in.number()));
    }
    return endHere(feed);
  }

  private Future<Position> endHere(String feed) {
    Position end = ownEnd.apply(feed);
    if (end == null) {
      return Future.failedFuture(unknown(feed));
    }
    return end.offset() > 0
        ? Future.succeededFuture(end)
        : statuses
            .hasUpdatesElsewhere(feed)
            .compose(
                begun -> begun ? Future.failedFuture(unknown(feed)) : Future.succeededFuture(end));
  }

  private static RetryableException unknown(String feed) {
    return new RetryableException("the recovery of " + feed + " is running");
  }

  private Future<Buffer> answer(BinaryReader in) {
    return endHere(in.text())
        .map(end -> new BinaryWriter().text(end.epoch()).number(end.offset()).toBuffer());
  }
}
