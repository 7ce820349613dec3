package io.feedhorn.source;

import io.feedhorn.metrics.SourceMetrics;
import io.feedhorn.metrics.SourceMetrics.Failure;
import io.feedhorn.model.FeedException;
import io.feedhorn.publish.SystemPublisher;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.Json;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Maps and publishes the messages of one source, and reports its state. Created by the source's
 * verticle in {@code start()} and owned by its event loop. Messages are published in the order of
 * the calls.
 */
public final class SourceIntake {
  private static final int MAX_TOPICS = 100_000;
  private static final long STATUS_INTERVAL_MILLIS = 1_000;

  /** The time that the feeds' writer has for its last answers. */
  private static final long MAX_SETTLE_MILLIS = 2_000;

  private final SourceOptions options;
  private final SourceMetrics metrics;
  private final Mapping mapping;
  private final PublishQueue queue;
  private final SourceStatus status;
  private final ErrorReporter errors;
  private final Vertx vertx;
  private final long timer;
  private final Set<String> topics = new LinkedHashSet<>();
  private boolean replays;

  public SourceIntake(Vertx vertx, SourceOptions options, SourceMetrics metrics) {
    this.vertx = vertx;
    this.options = options;
    this.metrics = metrics;
    this.mapping = new Mapping(options.name(), options.mapping());
    ChangeFilter changes = options.mapping().changes() ? new ChangeFilter(vertx) : null;
    this.queue = new PublishQueue(vertx, options.inFlight(), newBackoff(), changes);
    SystemPublisher publisher = SystemPublisher.on(vertx);
    this.status = new SourceStatus(publisher, options);
    this.errors = new ErrorReporter(publisher, options.name());
    this.timer = vertx.setPeriodic(STATUS_INTERVAL_MILLIS, tick -> status.publishCounters());
  }

  /** Returns a new sequence of pauses after failures. */
  public Backoff newBackoff() {
    return new Backoff(options.minBackoff(), options.maxBackoff(), new Random());
  }

  /** States that the times of messages are those of a recording, of which nothing can be late. */
  public void replays() {
    replays = true;
  }

  public SourceOptions options() {
    return options;
  }

  public Mapping mapping() {
    return mapping;
  }

  /**
   * Publishes a message. The future completes when each of its updates is published, or reported as
   * an error, and so are those of all earlier messages. It does not fail.
   */
  public Future<Void> accept(SourceMessage message) {
    received();
    return publish(message);
  }

  /** Counts a message that does not go through {@link #accept}. */
  public void received() {
    metrics.received();
    status.received();
  }

  /**
   * Publishes a message, as {@link #accept} does. The future completes when each update of this
   * message is published or reported, whatever becomes of earlier messages after {@link #settle}.
   */
  public Future<Void> acceptByItself(SourceMessage message) {
    received();
    List<Future<?>> updates = new ArrayList<>();
    publish(message, updates);
    if (updates.isEmpty()) {
      queue.barrier();
    }
    return Future.join(updates).transform(answered -> Future.succeededFuture());
  }

  /** Publishes a message that is made of received ones, as {@link #accept} does. */
  public Future<Void> publish(SourceMessage message) {
    List<Future<?>> updates = new ArrayList<>(1);
    publish(message, updates);
    return updates.isEmpty() ? queue.barrier() : queue.published();
  }

  /** Publishes a message, and adds the futures of its updates to a list. */
  private void publish(SourceMessage message, List<Future<?>> updates) {
    try {
      List<@Nullable Object> items = mapping.items(message);
      boolean split = items.size() != 1 || items.get(0) != message.value();
      for (int i = 0; i < items.size(); i++) {
        publish(message, items.get(i), split ? i : -1, updates);
      }
    } catch (MappingException broken) {
      report(Failure.MESSAGE, broken.reason(), message.raw(), message.position());
    }
    metrics.waiting(queue.size());
  }

  private void publish(
      SourceMessage message, @Nullable Object item, int index, List<Future<?>> updates) {
    MappedUpdate update;
    try {
      update = mapping.map(message, item, index);
    } catch (MappingException broken) {
      report(Failure.MESSAGE, broken.reason(), raw(message, item, index), message.position());
      return;
    }
    if (update != null) {
      String traceparent = message.traceparent();
      updates.add(
          publish(message, item, index, traceparent == null ? update : update.in(traceparent)));
    }
  }

  private Future<Boolean> publish(
      SourceMessage message, @Nullable Object item, int index, MappedUpdate update) {
    if (topics.size() < MAX_TOPICS) {
      topics.add(update.topic());
    }
    return queue
        .add(update)
        .onSuccess(published -> onAnswered(update, published))
        .onFailure(refusal -> onRefused(message, item, index, refusal));
  }

  /** Returns the text of a message, or of the broken one of its items. */
  private static String raw(SourceMessage message, @Nullable Object item, int index) {
    try {
      return index < 0 ? message.raw() : Json.encode(item);
    } catch (MappingException notText) {
      return message.raw();
    }
  }

  /** Returns the topics on which the source has published; of very many only the first. */
  public Set<String> topics() {
    return Collections.unmodifiableSet(topics);
  }

  private void onAnswered(MappedUpdate update, boolean published) {
    metrics.waiting(queue.size());
    if (!published) {
      status.unchanged();
      return;
    }
    Long time = replays ? null : update.timeMillis();
    Long lag = time == null ? null : (Long) Math.max(0, System.currentTimeMillis() - time);
    if (lag != null) {
      metrics.lag(lag / 1e3);
    }
    metrics.published();
    status.published(lag);
  }

  private void onRefused(
      SourceMessage message, @Nullable Object item, int index, Throwable refusal) {
    String reason =
        refusal instanceof FeedException known
            ? known.code().wire() + ": " + known.reason()
            : String.valueOf(refusal.getMessage());
    report(Failure.REFUSED, reason, raw(message, item, index), message.position());
  }

  /** Reports a message that cannot be read. */
  public void reject(String raw, String reason, @Nullable String position) {
    received();
    report(Failure.MESSAGE, reason, raw, position);
  }

  /** Reports a counted message, or a part of one, that cannot be read. */
  public void reportBroken(String raw, String reason) {
    report(Failure.MESSAGE, reason, raw, null);
  }

  /** Reports that the upstream has skipped messages. */
  public void reportGap(String reason, String raw) {
    report(Failure.GAP, reason, raw, null);
  }

  private void report(Failure kind, String reason, String raw, @Nullable String position) {
    metrics.failed(kind);
    status.failed();
    errors.report(kind.label(), reason, raw, position);
  }

  /** Returns a future that completes when all accepted messages are published or reported. */
  public Future<Void> published() {
    return queue.published();
  }

  /** Returns a future that completes when the source may accept more messages. */
  public Future<Void> ready() {
    return queue.ready();
  }

  /** States that messages are arriving, or can arrive. */
  public void live() {
    metrics.failing(false);
    status.state("live", null);
  }

  /** States that the source does nothing because nobody reads its topics. */
  public void paused() {
    metrics.failing(false);
    status.state("paused", null);
  }

  /** States that there are no more messages. */
  public void ended() {
    metrics.failing(false);
    status.state("ended", null);
  }

  /** States that the upstream failed, and that the source tries again later. */
  public void failing(String reason) {
    metrics.failing(true);
    metrics.failed(Failure.CONNECTION);
    status.failed();
    status.state("failing", reason);
  }

  /** States a reason of a failure that is already counted. */
  public void stillFailing(String reason) {
    status.state("failing", reason);
  }

  /** States the numbers of order books that are complete, and of those that wait for a snapshot. */
  public void books(int live, int waiting) {
    status.books(live, waiting);
  }

  /**
   * Sends nothing more to the feeds. The future completes when no answer is missing; what is not
   * published or reported then, will not be.
   */
  public Future<Void> settle() {
    return queue.settle();
  }

  /**
   * Settles and closes. The future completes when no answer is missing, or after two seconds. Then
   * all futures of what is published have completed: a source that acknowledges it, or stores its
   * position, before it ends has nothing published that it reads again.
   */
  public Future<Void> end() {
    Promise<Void> ended = Promise.promise();
    long late = vertx.setTimer(MAX_SETTLE_MILLIS, due -> ended.tryComplete());
    settle()
        .onSuccess(
            settled -> {
              vertx.cancelTimer(late);
              ended.tryComplete();
            });
    return ended.future().onSuccess(done -> close());
  }

  /** Publishes nothing more. */
  public void close() {
    vertx.cancelTimer(timer);
    status.close();
    errors.close();
    queue.close();
    metrics.waiting(queue.size());
    metrics.failing(false);
    metrics.behind(0);
    metrics.lag(0);
  }
}
