package io.feedhorn.app;

import io.vertx.core.Deployable;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A verticle that deploys another one while a condition holds: on one node of a cluster at a time.
 */
final class OwnedVerticle extends VerticleBase {
  private static final Logger LOG = LoggerFactory.getLogger(OwnedVerticle.class);
  private static final long INTERVAL_MILLIS = 500;

  private final BooleanSupplier condition;
  private final Supplier<Deployable> verticles;
  private @Nullable String deployment;
  private boolean changing;

  /**
   * @param condition called on the event loop of this verticle
   */
  OwnedVerticle(BooleanSupplier condition, Supplier<Deployable> verticles) {
    this.condition = condition;
    this.verticles = verticles;
  }

  @Override
  public Future<?> start() {
    vertx.setPeriodic(0, INTERVAL_MILLIS, timer -> check());
    return Future.succeededFuture();
  }

  private void check() {
    boolean wanted = condition.getAsBoolean();
    String current = deployment;
    if (changing || wanted == (current != null)) {
      return;
    }
    changing = true;
    if (current == null) {
      finished(vertx.deployVerticle(verticles.get()).onSuccess(id -> deployment = id));
    } else {
      finished(vertx.undeploy(current).onSuccess(undeployed -> deployment = null));
    }
  }

  private void finished(Future<?> change) {
    change
        .onFailure(failure -> LOG.warn("A verticle is not deployed or undeployed", failure))
        .onComplete(done -> changing = false);
  }
}
