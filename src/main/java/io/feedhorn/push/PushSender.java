package io.feedhorn.push;

import io.feedhorn.metrics.PushMetrics;
import io.feedhorn.model.Clock;
import io.feedhorn.model.Update;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.Message;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends notifications to push services. Its state belongs to its event loop; encryption and queries
 * for names run on worker threads. Everything is bounded: requests at the same time and waiting
 * ones by the {@link PushQueue}, attempts and pauses. A notification that has expired or was
 * replaced in the meantime is not sent, nor is one to a browser whose push subscription was
 * removed.
 */
public final class PushSender extends VerticleBase {
  private static final Logger LOG = LoggerFactory.getLogger(PushSender.class);

  /** The browsers of one notification that are queued in one turn of the event loop. */
  static final int MAX_SLICE = 5_000;

  private final PushOptions options;
  private final PushKeys keys;
  private final ConnectedTopics presence;
  private final Clock clock;
  private final PushMetrics metrics;
  private final PushQueue queue = new PushQueue();

  /** The number of pushes that have not ended, by notification. */
  private final IdentityHashMap<Update, Integer> unfinished = new IdentityHashMap<>();

  private @Nullable PushHttpClient httpClient;

  /**
   * @param presence knows which users have a connected page
   * @param clock the feeds' clock
   */
  public PushSender(
      PushOptions options,
      PushKeys keys,
      ConnectedTopics presence,
      Clock clock,
      PushMetrics metrics) {
    this.options = options;
    this.keys = keys;
    this.presence = presence;
    this.clock = clock;
    this.metrics = metrics;
  }

  @Override
  public Future<?> start() {
    PushRequests.register(vertx.eventBus());
    httpClient = new PushHttpClient(vertx, options, keys, clock);
    return vertx.eventBus().<PushJob>localConsumer(PushRequests.JOBS, this::onJob).completion();
  }

  @Override
  public Future<?> stop() {
    PushHttpClient open = httpClient;
    httpClient = null;
    return open == null ? Future.succeededFuture() : open.close();
  }

  private void onJob(Message<PushJob> message) {
    PushJob job = message.body();
    message.reply(null);
    // It has not ended before all of its pushes are queued.
    unfinished.merge(job.update(), 1, Integer::sum);
    enqueue(job, 0, 0);
  }

  /**
   * Queues the pushes of a notification.
   *
   * @param from the index of the next browser
   * @param dropped the number of pushes for which there was no room
   */
  private void enqueue(PushJob job, int from, int dropped) {
    int end = Math.min(job.subscriptions().size(), from + MAX_SLICE);
    List<PushSubscription> slice = job.subscriptions().subList(from, end);
    List<String> topics =
        slice.stream()
            .map(PushSubscription::presenceTopic)
            .filter(Objects::nonNull)
            .distinct()
            .toList();
    presence
        .connected(topics)
        .otherwise(Set.of())
        .onSuccess(
            connected -> {
              int droppedSoFar = dropped + add(job.update(), slice, connected);
              sendNext();
              if (end < job.subscriptions().size()) {
                vertx.runOnContext(next -> enqueue(job, end, droppedSoFar));
              } else {
                enqueued(job.update(), droppedSoFar);
              }
            });
  }

  /** Queues the pushes to browsers without a connected page; returns the number of dropped ones. */
  private int add(Update update, List<PushSubscription> to, Set<String> connected) {
    int dropped = 0;
    for (PushSubscription each : to) {
      if (!isConnected(each.presenceTopic(), connected)) {
        if (queue.add(new PushDelivery(update, each, 1))) {
          unfinished.merge(update, 1, Integer::sum);
        } else {
          dropped++;
        }
      }
    }
    return dropped;
  }

  private void enqueued(Update update, int dropped) {
    if (dropped > 0) {
      metrics.dropped(dropped);
      LOG.warn(
          "{} pushes are dropped: {} wait already; the maximum is {}, and {} of one user",
          dropped,
          queue.waiting(),
          PushQueue.MAX_WAITING,
          PushQueue.MAX_WAITING_OF_USER);
    }
    countDown(update);
  }

  /** Returns false for a browser whose page cannot be recognized: an immutable set refuses null. */
  private static boolean isConnected(@Nullable String topic, Set<String> connected) {
    return topic != null && connected.contains(topic);
  }

  /** Notes that nothing is left to do for one push of a notification. */
  private void onEnd(PushDelivery delivery) {
    queue.end(delivery);
    countDown(delivery.update());
  }

  /** Notes the end of one push of a notification, or of queuing them. */
  private void countDown(Update update) {
    if (unfinished.computeIfPresent(update, (key, left) -> left == 1 ? null : left - 1) == null) {
      finished(update);
    }
  }

  /** Reports the end, unless the sender stops: then another node may have to send the rest. */
  private void finished(Update update) {
    if (httpClient != null) {
      vertx
          .eventBus()
          .send(PushRequests.FINISHED, new PushFinished(update), PushRequests.LOCAL_ONLY);
    }
  }

  private void sendNext() {
    PushHttpClient open = httpClient;
    PushDelivery next = open == null ? null : queue.next();
    while (open != null && next != null) {
      send(open, next);
      next = queue.next();
    }
    metrics.waiting(queue.waiting());
  }

  private void send(PushHttpClient open, PushDelivery delivery) {
    long now = clock.micros();
    Update update = delivery.update();
    if (!update.isDeliverable(now)) {
      onEnd(delivery);
      return;
    }
    // It may have been removed, or belong to another user, while the push waited.
    new PushRequests(vertx.eventBus())
        .isSubscribed(delivery.to().endpoint(), update.topic().name())
        .otherwise(true)
        .onSuccess(
            subscribed -> {
              if (subscribed) {
                post(open, delivery, now);
              } else {
                onEnd(delivery);
                sendNext();
              }
            });
  }

  private void post(PushHttpClient open, PushDelivery delivery, long now) {
    open.send(delivery.update(), delivery.to(), now)
        .onComplete(
            answer -> {
              queue.answered(delivery, answer.succeeded());
              boolean again =
                  answer.succeeded()
                      ? onAnswer(delivery, answer.result())
                      : onFailure(delivery, answer.cause());
              if (!again) {
                onEnd(delivery);
              }
              sendNext();
            });
  }

  /** Handles an answer; returns true if the push is sent again. */
  private boolean onAnswer(PushDelivery delivery, PushAnswer answer) {
    int status = answer.status();
    if (status < 300) {
      metrics.sent();
      return false;
    }
    metrics.failed(status);
    if (status == 404 || status == 410) {
      metrics.subscriptionGone();
      vertx
          .eventBus()
          .send(
              PushRequests.COMMANDS,
              new PushCommand.Unsubscribe(delivery.to().endpoint()),
              PushRequests.LOCAL_ONLY);
    } else if (status == 429 || status >= 500) {
      return retry(delivery, "status " + status, answer.retryAfter());
    } else {
      LOG.warn("{} refuses a push with status {}", delivery.host(), status);
    }
    return false;
  }

  private boolean onFailure(PushDelivery delivery, Throwable failure) {
    metrics.failed(0);
    return retry(delivery, String.valueOf(failure.getMessage()), null);
  }

  private boolean retry(PushDelivery delivery, String reason, @Nullable String retryAfter) {
    if (!delivery.isLastAttempt() && httpClient != null) {
      queue.pause(delivery);
      vertx.setTimer(
          delivery.pauseMillis(retryAfter, System.currentTimeMillis()),
          timer -> {
            queue.resume(delivery.again());
            sendNext();
          });
      return true;
    } else {
      metrics.dropped(1);
      LOG.warn("A push to {} failed {} times: {}", delivery.host(), delivery.attempt(), reason);
      return false;
    }
  }
}
