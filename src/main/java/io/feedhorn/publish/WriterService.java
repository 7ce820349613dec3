package io.feedhorn.publish;

import io.vertx.core.Future;
import io.vertx.core.Vertx;

/** A service that shares the writer's event loop (port). Every call is on that loop. */
public interface WriterService {
  /** Starts; completes when the service accepts commands. */
  Future<?> start(Vertx vertx);
}
