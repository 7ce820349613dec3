package io.feedhorn.push;

import io.feedhorn.model.ErrorCode;
import io.feedhorn.model.FeedException;
import io.feedhorn.publish.ByReferenceCodec;
import io.vertx.core.Future;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.ReplyException;

/**
 * The commands of clients to the {@link PushService}. Futures fail with a {@link FeedException} if
 * a command is refused. Safe on any thread.
 */
public final class PushRequests {
  static final String COMMANDS = "feedhorn.push";
  static final String JOBS = "feedhorn.push.jobs";
  static final String FINISHED = "feedhorn.push.finished";
  static final DeliveryOptions LOCAL_ONLY = new DeliveryOptions().setLocalOnly(true);

  private final EventBus bus;

  public PushRequests(EventBus bus) {
    this.bus = bus;
  }

  static void register(EventBus bus) {
    ByReferenceCodec.register(bus, PushCommand.Subscribe.class, "feedhorn.push.subscribe");
    ByReferenceCodec.register(bus, PushCommand.Unsubscribe.class, "feedhorn.push.unsubscribe");
    ByReferenceCodec.register(bus, PushCommand.Find.class, "feedhorn.push.find");
    ByReferenceCodec.register(bus, PushResult.class, "feedhorn.push.result");
    ByReferenceCodec.register(bus, PushJob.class, "feedhorn.push.job");
    ByReferenceCodec.register(bus, PushFinished.class, "feedhorn.push.end");
  }

  /**
   * Stores a push subscription, in place of an earlier one with the same endpoint.
   *
   * @return true if there was none
   */
  public Future<Boolean> subscribe(PushSubscription subscription) {
    return send(new PushCommand.Subscribe(subscription));
  }

  /**
   * Removes a push subscription.
   *
   * @return false if there was none
   */
  public Future<Boolean> unsubscribe(String endpoint) {
    return send(new PushCommand.Unsubscribe(endpoint));
  }

  /** Returns true if there is a push subscription with an endpoint to a topic. */
  Future<Boolean> isSubscribed(String endpoint, String topic) {
    return send(new PushCommand.Find(endpoint, topic));
  }

  private Future<Boolean> send(PushCommand command) {
    return bus.<PushResult>request(COMMANDS, command, LOCAL_ONLY)
        .transform(
            reply -> {
              if (reply.failed()) {
                return Future.failedFuture(unreachable(reply.cause()));
              }
              PushResult result = reply.result().body();
              return result.refusal() == null
                  ? Future.succeededFuture(result.changed())
                  : Future.failedFuture(result.refusal());
            });
  }

  private static Throwable unreachable(Throwable cause) {
    return cause instanceof ReplyException
        ? new FeedException(ErrorCode.UNAVAILABLE, "Web Push does not answer; try again.", 1)
        : cause;
  }
}
