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
    List<String> topics =
        job.subscriptions().stream()
            .map(PushSubscription::presenceTopic)
            .filter(Objects::nonNull)
            .distinct()
            .toList();
    presence.connected(topics).otherwise(Set.of()).onSuccess(connected -> enqueue(job, connected));
  }

  private void enqueue(PushJob job, Set<String> connected) {
    List<PushSubscription> to =
        job.subscriptions().stream()
            .filter(each -> !isConnected(each.presenceTopic(), connected))
            .toList();
    int accepted = 0;
    for (PushSubscription each : to) {
      if (queue.add(new PushDelivery(job.update(), each, 1))) {
        accepted++;
      }
    }
    if (accepted < to.size()) {
      metrics.dropped(to.size() - accepted);
      LOG.warn(
          "{} pushes are dropped: {} wait already; the maximum is {}, and {} of one user",
          to.size() - accepted,
          queue.waiting(),
          PushQueue.MAX_WAITING,
          PushQueue.MAX_WAITING_OF_USER);
    }
    if (accepted == 0) {
      finished(job.update());
    } else {
      unfinished.merge(job.update(), accepted, Integer::sum);
    }
    sendNext();
  }

  /** Returns false for a browser whose page cannot be recognized: an immutable set refuses null. */
  private static boolean isConnected(@Nullable String topic, Set<String> connected) {
    return topic != null && connected.contains(topic);
  }

  /** Notes that nothing is left to do for one push of a notification. */
  private void onEnd(PushDelivery delivery) {
    queue.end(delivery);
    Update update = delivery.update();
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
