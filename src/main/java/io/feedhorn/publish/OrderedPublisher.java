package io.feedhorn.publish;

import io.feedhorn.model.TraceContext;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Publishes the updates of one sender in order, without waiting for receipts. Those of one turn of
 * its event loop are sent to the writer in lists.
 *
 * <p>If an update is refused as {@code unavailable}, all later ones of the same attempt are
 * refused, too. The sender then waits for all answers, begins the next attempt, and publishes the
 * updates without a receipt again, in their order. Owned by the event loop that creates it.
 */
public final class OrderedPublisher {
  private final WriterRequests writer;
  private final PublishBatcher batcher;
  private PublishAttempt attempt = new PublishAttempt();

  public OrderedPublisher(Vertx vertx) {
    ByReferenceCodec.register(vertx.eventBus());
    this.writer = new WriterRequests(vertx.eventBus());
    this.batcher = new PublishBatcher(vertx, this::send);
  }

  private Future<List<PublishResult>> send(List<PublishCommand> commands) {
    return writer.sendAll(new VerticlePublishes(commands), commands);
  }

  /** Begins the next attempt. All updates of the earlier one have their answers. */
  public void nextAttempt() {
    attempt = new PublishAttempt();
  }

  /** Ends the attempt: the writer refuses what has arrived there and is not published yet. */
  public void abandon() {
    attempt.onRefused(PublishAttempt.refusal());
  }

  /**
   * Publishes one value. The future fails with a {@link io.feedhorn.model.FeedException} if it is
   * refused.
   *
   * @param data a JSON value as a type of Vert.x, or as maps and lists
   * @param idempotencyKey null if a repetition is a new update
   * @param traceparent the trace context of the value; null, or not valid, for none
   */
  public Future<Receipt> publish(
      String topic,
      @Nullable Object data,
      @Nullable String idempotencyKey,
      @Nullable String traceparent) {
    try {
      return send(VerticleRequests.publish(topic, data, idempotencyKey), traceparent);
    } catch (RuntimeException refusal) {
      return Future.failedFuture(refusal);
    }
  }

  /**
   * Deletes a topic in order with the other updates. The future fails with {@code not_found} if
   * there is no such topic.
   *
   * @param idempotencyKey null if a repetition is another deletion
   * @param traceparent the trace context of the deletion; null, or not valid, for none
   */
  public Future<Receipt> delete(
      String topic, @Nullable String idempotencyKey, @Nullable String traceparent) {
    try {
      return send(VerticleRequests.deletion(topic, idempotencyKey), traceparent);
    } catch (RuntimeException refusal) {
      return Future.failedFuture(refusal);
    }
  }

  private Future<Receipt> send(PublishCommand command, @Nullable String traceparent) {
    TraceContext trace = traceparent == null ? null : TraceContext.parse(traceparent, null);
    return batcher.add(command.of(attempt).in(trace));
  }
}
