package io.feedhorn.transport.sockjs;

import io.feedhorn.json.JsonMessage;
import io.feedhorn.limits.ClientQuota;
import io.feedhorn.model.FeedException;
import io.feedhorn.model.TraceContext;
import io.feedhorn.publish.Addresses;
import io.feedhorn.publish.PublishService;
import io.feedhorn.publish.PublishTracing;
import io.feedhorn.publish.Receipt;
import io.feedhorn.transport.ClientSession;
import io.feedhorn.transport.LoopContext;
import io.feedhorn.transport.PendingPublishes;
import io.vertx.core.Future;
import org.jspecify.annotations.Nullable;

/**
 * The ways to publish over the bridge: {@code publish} on a topic, and {@code send} to {@code
 * feedhorn.publish} and {@code feedhorn.delete}, which are answered. Owned by the connection's
 * event loop.
 */
final class BridgePublisher {
  private final LoopContext loopContext;
  private final ClientQuota quota;
  private final ClientSession session;
  private final BridgeResponder responder;
  private final PendingPublishes pending;

  BridgePublisher(
      LoopContext loopContext,
      ClientQuota quota,
      ClientSession session,
      BridgeResponder responder) {
    this.loopContext = loopContext;
    this.quota = quota;
    this.session = session;
    this.responder = responder;
    this.pending = new PendingPublishes(loopContext.hub());
  }

  /** Completes when all publishes are answered and their updates are written. Never fails. */
  Future<Void> written() {
    return pending.written();
  }

  /** Publishes the body on the topic that is the address. Only a refusal is answered. */
  void publish(BridgeRequest request) throws BridgeException {
    String topic = request.address();
    request.pattern();
    try {
      loopContext.authorizer().requirePublish(session.permissions(), topic);
      quota.countPublish();
    } catch (FeedException exception) {
      loopContext.hub().countPublishRefusal(topic, exception.code());
      throw new BridgeException(exception);
    }
    pending
        .add(
            loopContext.countRefusal(
                topic,
                () -> service().publish(topic, request.body(), null, request.trace(tracing()))))
        .onFailure(responder::error);
  }

  /**
   * Publishes the {@code data} of the body on its {@code topic}, or deletes that topic, and answers
   * with the receipt.
   */
  void send(BridgeRequest request) throws BridgeException {
    boolean deletion = request.address().equals(Addresses.DELETE);
    if (!deletion && !request.address().equals(Addresses.PUBLISH)) {
      throw new BridgeException(
          "access_denied",
          "The addresses for 'send' are '%s', '%s' and '%s'; use 'publish' for a topic."
              .formatted(Addresses.PUBLISH, Addresses.DELETE, Addresses.ACK));
    }
    String replyAddress = request.replyAddress();
    pending
        .add(publishNamed(request, deletion))
        .onSuccess(
            receipt -> {
              if (replyAddress != null) {
                responder.reply(replyAddress, receipt.json());
              }
            })
        .onFailure(failure -> responder.refuse(request, failure));
  }

  private Future<Receipt> publishNamed(BridgeRequest request, boolean deletion) {
    try {
      JsonMessage body = request.bodyFields();
      String topic = body.string("topic");
      TraceContext trace = request.trace(tracing());
      return loopContext.countRefusal(topic, () -> publish(topic, body, deletion, trace));
    } catch (FeedException exception) {
      return Future.failedFuture(exception);
    }
  }

  private Future<Receipt> publish(
      String topic, JsonMessage body, boolean deletion, @Nullable TraceContext trace) {
    loopContext.authorizer().requirePublish(session.permissions(), topic);
    quota.countPublish();
    return deletion
        ? service().delete(topic, null, trace)
        : service().publish(topic, body.value("data"), null, trace);
  }

  private PublishService service() {
    return loopContext.publishService();
  }

  private PublishTracing tracing() {
    return service().tracing();
  }
}
