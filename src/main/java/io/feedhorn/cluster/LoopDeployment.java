package io.feedhorn.cluster;

import io.vertx.core.Context;
import io.vertx.core.Deployable;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import org.jspecify.annotations.Nullable;

/**
 * Deploys a verticle on a certain event loop, which the interface of Vert.x cannot ask for: it
 * takes its event loops in turn. So an attempt on another one fails, and the next one follows.
 */
final class LoopDeployment implements Deployable {
  private static final int MAX_ATTEMPTS = 256;

  private final Deployable verticle;
  private final @Nullable Thread loop;
  private final boolean last;

  private LoopDeployment(Deployable verticle, @Nullable Thread loop, boolean last) {
    this.verticle = verticle;
    this.loop = loop;
    this.last = last;
  }

  /**
   * Deploys a verticle.
   *
   * @param loop the thread of the event loop, or null for any
   */
  static Future<String> deploy(Vertx vertx, Deployable verticle, @Nullable Thread loop) {
    return deploy(vertx, verticle, loop, MAX_ATTEMPTS);
  }

  private static Future<String> deploy(
      Vertx vertx, Deployable verticle, @Nullable Thread loop, int attempts) {
    LoopDeployment attempt = new LoopDeployment(verticle, loop, attempts == 1);
    return vertx
        .deployVerticle(attempt)
        .recover(
            failure ->
                failure instanceof OtherLoop
                    ? deploy(vertx, verticle, loop, attempts - 1)
                    : Future.failedFuture(failure));
  }

  @Override
  public Future<?> deploy(Context context) throws Exception {
    return last || loop == null || Thread.currentThread() == loop
        ? verticle.deploy(context)
        : Future.failedFuture(new OtherLoop());
  }

  @Override
  public Future<?> undeploy(Context context) throws Exception {
    return verticle.undeploy(context);
  }

  private static final class OtherLoop extends RuntimeException {
    private static final long serialVersionUID = 1;

    OtherLoop() {
      super("the verticle belongs to another event loop", null, false, false);
    }
  }
}
