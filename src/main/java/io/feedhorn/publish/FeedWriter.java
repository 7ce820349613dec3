package io.feedhorn.publish;

import io.feedhorn.model.Position;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;

/**
 * Assigns offset, seq and timestamp to updates and stores them (port). Called on the writer's event
 * loop only.
 *
 * <p>The future of an append completes after the update was stored, on as many nodes as configured,
 * and broadcast on this node: a caller that has the receipt finds the update in the log. Appends of
 * one caller to one feed keep their order.
 */
public interface FeedWriter {
  /** Starts; completes when appends are accepted. */
  Future<?> start(Vertx vertx);

  /** Stores one value; fails with a {@link io.feedhorn.model.FeedException} if it is refused. */
  Future<Receipt> append(PublishCommand command);

  /**
   * Stores values in their order. The future has a result for each and never fails. It completes
   * when all results are known.
   *
   * @param commands at least one
   */
  default Future<List<PublishResult>> appendAll(List<PublishCommand> commands) {
    ResultCollector results = new ResultCollector(commands.size());
    for (int i = 0; i < commands.size(); i++) {
      results.add(i, this, commands.get(i));
    }
    return results.all();
  }

  /** Returns true if this node orders the updates of a feed, and no other node does. */
  default boolean orders(String feed) {
    return true;
  }

  /**
   * Returns true if a feed has reached a position that is beyond the log of this node, because a
   * reader may come from a node that is ahead; also if that is unknown.
   */
  Future<Boolean> reaches(String feed, Position at);

  /**
   * Completes when this node has every update of a feed that was acknowledged before the call.
   * Fails with a {@link io.feedhorn.model.FeedException} if that is not known in time.
   */
  default Future<Void> catchUp(String feed) {
    return Future.succeededFuture();
  }

  /** Stops; completes when all accepted appends are completed and nothing more is written. */
  Future<?> close();
}
