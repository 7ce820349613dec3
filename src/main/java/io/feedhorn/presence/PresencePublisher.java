package io.feedhorn.presence;

import io.feedhorn.log.FeedRegistry;
import io.feedhorn.metrics.PresenceMetrics;
import io.feedhorn.model.ErrorCode;
import io.feedhorn.model.FeedException;
import io.feedhorn.model.PresenceTopic;
import io.feedhorn.model.Topic;
import io.feedhorn.model.Update;
import io.feedhorn.publish.FeedWriter;
import io.feedhorn.publish.PublishCommand;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes joins and leaves: makes what is published equal to the tables. Active on one node of a
 * cluster. A change is published on the condition that the published one is still what this node
 * knows, so that two nodes that both believe to be the active one publish nothing twice. Owned by
 * the writer's event loop, not thread-safe.
 */
final class PresencePublisher {
  private static final Logger LOG = LoggerFactory.getLogger(PresencePublisher.class);
  private static final long RETRY_MICROS = 1_000_000;
  private static final long RETRY_REFUSED_MICROS = 10_000_000;
  private static final long COUNT_INTERVAL_MICROS = 1_000_000;

  private final FeedRegistry feeds;
  private final FeedWriter writer;
  private final PresenceTables tables;
  private final PublishedPresence published;
  private final ListedMembers listed;
  private final PresenceMetrics metrics;
  private final BooleanSupplier allNodesKnown;
  private final long graceMicros;

  /** The time since which the published connections are too many. */
  private final Map<PresenceKey, Long> absentSince = new HashMap<>();

  /** The time of the next attempt. */
  private final Map<PresenceKey, Long> postponed = new HashMap<>();

  /** The users with a publish that is not answered; true if something changed meanwhile. */
  private final Map<PresenceKey, Boolean> unanswered = new HashMap<>();

  private boolean active;

  /** True if users are not published because of a maximum. */
  private boolean refused;

  private boolean logIsFull;
  private long retryRefusedAt;

  /**
   * @param allNodesKnown returns true if the tables of all running nodes are known: without them a
   *     user of another node may seem to have left
   */
  PresencePublisher(
      FeedRegistry feeds,
      FeedWriter writer,
      PresenceTables tables,
      PresenceOptions options,
      PresenceMetrics metrics,
      BooleanSupplier allNodesKnown) {
    this.feeds = feeds;
    this.writer = writer;
    this.tables = tables;
    this.published = new PublishedPresence(feeds);
    this.listed = new ListedMembers(options);
    this.metrics = metrics;
    this.allNodesKnown = allNodesKnown;
    this.graceMicros = options.grace().toNanos() / 1_000;
  }

  /** Starts or stops publishing. At the start, everything published is compared with the tables. */
  void setActive(boolean publishes) {
    if (publishes == active) {
      return;
    }
    active = publishes;
    absentSince.clear();
    postponed.clear();
    listed.clear();
    if (active) {
      Set<PresenceKey> keys = new HashSet<>(published.keys());
      keys.forEach(listed::add);
      keys.addAll(tables.keys());
      keys.forEach(this::check);
    }
    count();
  }

  /** Publishes what is due by now. */
  void tick() {
    long now = now();
    List<PresenceKey> due = new ArrayList<>();
    absentSince.forEach(
        (key, since) -> addIf(now - since >= graceMicros && !postponed.containsKey(key), key, due));
    postponed.forEach((key, at) -> addIf(now >= at, key, due));
    postponed.keySet().removeAll(due);
    due.forEach(this::check);
    if (refused && now >= retryRefusedAt) {
      retryRefused();
    }
  }

  private static void addIf(boolean isDue, PresenceKey key, List<PresenceKey> due) {
    if (isDue) {
      due.add(key);
    }
  }

  /** Publishes the difference between the tables and what is published of a user, if it is due. */
  void check(PresenceKey key) {
    Topic topic = PresenceTopic.of(key.topic(), key.user());
    if (!active || topic == null) {
      return;
    }
    if (unanswered.containsKey(key)) {
      unanswered.put(key, true);
      return;
    }
    int connections = tables.count(key);
    Update newest = published.newest(topic);
    if (key.isAnonymous()) {
      checkCount(key, topic, connections, newest);
    } else if (connections == 0) {
      if (newest == null) {
        absentSince.remove(key);
      } else if (isAbsent(key)) {
        delete(key, newest);
      }
    } else {
      absentSince.remove(key);
      Buffer value = PublishedPresence.member(key, tables.name(key));
      if (newest == null || !newest.data().equals(value)) {
        publish(key, topic, value, newest);
      }
    }
  }

  /** More clients are published at most once a second, fewer after the grace. */
  private void checkCount(PresenceKey key, Topic topic, int connections, @Nullable Update newest) {
    int before = newest == null ? 0 : PublishedPresence.anonymous(newest);
    if (connections >= before) {
      absentSince.remove(key);
    }
    long next = newest == null ? 0 : newest.timestampMicros() + COUNT_INTERVAL_MICROS;
    if (connections > before) {
      if (now() < next) {
        postponed.put(key, next);
      } else {
        publish(key, topic, PublishedPresence.anonymous(key, connections), newest);
      }
    } else if (newest != null && connections < before && isAbsent(key)) {
      absentSince.remove(key);
      if (connections == 0) {
        delete(key, newest);
      } else {
        publish(key, topic, PublishedPresence.anonymous(key, connections), newest);
      }
    }
  }

  /** Returns true if connections are missing for the grace, and no node may have them. */
  private boolean isAbsent(PresenceKey key) {
    Long since = absentSince.putIfAbsent(key, now());
    return now() - (since == null ? now() : since) >= graceMicros && allNodesKnown.getAsBoolean();
  }

  private void publish(PresenceKey key, Topic topic, Buffer value, @Nullable Update newest) {
    if (newest == null && !listed.contains(key) && !listed.hasRoom(key)) {
      refuse();
      return;
    }
    listed.add(key);
    send(
        key,
        new PublishCommand(topic, value, null, newest == null ? 0 : newest.seq()),
        () -> {
          if (newest == null && !key.isAnonymous()) {
            metrics.joined();
          }
        });
  }

  private void delete(PresenceKey key, Update newest) {
    send(
        key,
        PublishCommand.deletionAfter(newest.topic(), newest.seq()),
        () -> {
          absentSince.remove(key);
          retryRefusedAt = Math.min(retryRefusedAt, now() + RETRY_MICROS);
          if (!key.isAnonymous()) {
            metrics.left();
          }
        });
  }

  private void send(PresenceKey key, PublishCommand command, Runnable onPublished) {
    unanswered.put(key, false);
    writer
        .append(command)
        .onSuccess(receipt -> onPublished.run())
        .onFailure(failure -> retry(key, failure))
        .onComplete(answered -> settle(key, command.topic()));
  }

  private void retry(PresenceKey key, Throwable failure) {
    if (FeedException.of(failure).code() == ErrorCode.TOO_MANY) {
      logIsFull = true;
      refuse();
    } else {
      LOG.debug("A change of presence is not published yet", failure);
      postponed.put(key, now() + RETRY_MICROS);
    }
  }

  private void refuse() {
    metrics.refused();
    if (!refused) {
      refused = true;
      retryRefusedAt = now() + RETRY_REFUSED_MICROS;
    }
  }

  /** Publishes users for whom there was no room before, as long as there is room. */
  private void retryRefused() {
    refused = false;
    logIsFull = false;
    for (PresenceKey key : tables.keys()) {
      boolean waits = !listed.contains(key) && !unanswered.containsKey(key);
      if (waits && (logIsFull || !listed.hasRoom(key))) {
        refused = true;
      } else if (waits) {
        check(key);
      }
    }
    retryRefusedAt = now() + RETRY_REFUSED_MICROS;
  }

  private void settle(PresenceKey key, Topic topic) {
    boolean changed = Boolean.TRUE.equals(unanswered.remove(key));
    if (!active) {
      return;
    }
    if (published.newest(topic) == null) {
      listed.remove(key);
    } else {
      listed.add(key);
    }
    count();
    if (changed) {
      check(key);
    }
  }

  private void count() {
    metrics.published(listed.topicCount(), listed.memberCount());
  }

  private long now() {
    return feeds.clock().micros();
  }
}
