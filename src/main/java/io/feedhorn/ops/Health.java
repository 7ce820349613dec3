package io.feedhorn.ops;

import io.vertx.core.Vertx;
import io.vertx.ext.healthchecks.HealthChecks;
import io.vertx.ext.healthchecks.Status;

/**
 * Whether this node lives, and whether it should be sent clients. Checks answer within a second or
 * count as failed.
 */
public final class Health {
  private static final long TIMEOUT_MILLIS = 1_000;

  private final HealthChecks live;
  private final HealthChecks ready;
  private volatile boolean leaving;

  /**
   * @param writerAddress an address that the feeds' writer answers
   */
  public Health(Vertx vertx, String writerAddress) {
    this.live =
        HealthChecks.create(vertx)
            .register("event-loop", TIMEOUT_MILLIS, check -> check.complete(Status.OK()));
    this.ready =
        HealthChecks.create(vertx)
            .register(
                "writer",
                TIMEOUT_MILLIS,
                check ->
                    vertx
                        .eventBus()
                        .request(writerAddress, null)
                        .<Status>map(Status.OK())
                        .onComplete(check))
            .register("serving", check -> check.complete(leaving ? Status.KO() : Status.OK()));
  }

  /** The checks behind {@code /health/live}. */
  public HealthChecks live() {
    return live;
  }

  /** The checks behind {@code /health/ready}. */
  public HealthChecks ready() {
    return ready;
  }

  /** From here on the node is not ready: it is about to stop. */
  public void leave() {
    leaving = true;
  }
}
