package io.feedhorn.publish;

import io.feedhorn.model.Position;
import io.vertx.core.Future;
import io.vertx.core.Vertx;

/**
 * Where updates get their place. Called on the writer's event loop only.
 *
 * <p>An append is answered once its update is ordered and kept as the feed promises, and after it
 * was announced on this node: who was answered finds it in the log. Appends of one caller to one
 * feed are ordered as they were called.
 */
public interface FeedWriter {
  /** Done when appends are taken. */
  Future<?> start(Vertx vertx);

  /**
   * Orders one value; fails with a {@link io.feedhorn.model.FeedException} where that cannot be.
   */
  Future<Receipt> append(PublishCommand command);

  /**
   * If a feed has come as far as a position that is past the log of this node: a reader may come
   * from a node that is further. True where that cannot be found out.
   */
  Future<Boolean> reaches(String feed, Position at);

  /** Done when what was taken is answered, and nothing more is written. */
  Future<?> close();
}
