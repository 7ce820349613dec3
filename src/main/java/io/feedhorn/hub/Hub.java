package io.feedhorn.hub;

import io.feedhorn.log.FeedRegistry;
import io.feedhorn.log.Replay;
import io.feedhorn.metrics.Metrics;
import io.feedhorn.metrics.WriteLatency;
import io.feedhorn.model.Cursor;
import io.feedhorn.model.ErrorCode;
import io.feedhorn.model.LogReset;
import io.feedhorn.model.Position;
import io.feedhorn.model.TopicPattern;
import io.feedhorn.model.TopicPatterns;
import io.feedhorn.trace.Tracer;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The fan-out of one event loop. Owned by the event loop that created it; every call is on that
 * loop, which is asserted. It receives the updates of each feed with a subscription here once, and
 * adds them to the outboxes by reference. The outboxes are flushed once for each event-loop
 * iteration: a loop that is behind writes larger batches, and an idle one writes at once.
 */
public final class Hub {
  private final Vertx vertx;
  private final Thread owner = Thread.currentThread();
  private final FeedRegistry feeds;
  private final Metrics metrics;
  private final int backlogBytes;
  private final TimerWheel wheel;
  private final Map<String, FeedFanOut> fanOuts = new HashMap<>();
  private final FutureCursorCheck futureCursors;
  private final FlushQueue flushQueue;
  private final Map<String, WriteLatency> latencies = new HashMap<>();
  private final LoopPresence presence;

  /**
   * @param backlogBytes the maximum backlog of one connection, see {@link Backlog}
   * @param tracer records the time until the updates of a traced publish are written
   * @param batch the writes of the connections
   */
  public Hub(
      Vertx vertx,
      FeedRegistry feeds,
      Metrics metrics,
      int backlogBytes,
      Tracer tracer,
      WriteBatch batch) {
    this(
        vertx,
        feeds,
        metrics,
        backlogBytes,
        new FlushQueue(vertx, metrics, tracer, feeds.clock(), batch));
  }

  Hub(Vertx vertx, FeedRegistry feeds, Metrics metrics, int backlogBytes, FlushQueue flushQueue) {
    this.vertx = vertx;
    this.feeds = feeds;
    this.metrics = metrics;
    this.backlogBytes = backlogBytes;
    this.wheel = new TimerWheel(vertx);
    this.futureCursors = new FutureCursorCheck(vertx, feeds);
    this.flushQueue = flushQueue;
    this.presence = new LoopPresence(vertx, feeds);
  }

  public FeedRegistry feeds() {
    return feeds;
  }

  public Metrics metrics() {
    return metrics;
  }

  /** Returns who reads topics by name on this loop, to which transports announce their clients. */
  public LoopPresence presence() {
    return presence;
  }

  /**
   * Returns the cursor with which a reader subscribes. In a cluster, the feed's owner is asked if a
   * cursor is beyond the end of this node's log. Completed immediately in all other cases; never
   * fails.
   */
  public Future<@Nullable Cursor> validated(@Nullable Cursor since) {
    assert isOwner();
    return futureCursors.check(since);
  }

  /** Returns the outbox of a new connection. */
  public Outbox newOutbox(Subscriber subscriber) {
    assert isOwner();
    return new Outbox(this, subscriber, backlogBytes);
  }

  /**
   * Subscribes a connection to patterns, or changes the options of patterns that it has. The replay
   * is in the outbox when this returns, and is sent with the next flush, after everything that the
   * transport writes before. Updates that the connection got already are not replayed.
   *
   * @param since the reader's cursor, or null for a new reader
   * @param snapshot if a reader without a position gets the newest update of each topic
   * @throws io.feedhorn.model.FeedException if the cursor or the options are not valid for the
   *     patterns; nothing is subscribed then
   */
  public SubscribeResult subscribe(
      Outbox outbox,
      List<TopicPattern> patterns,
      @Nullable Cursor since,
      boolean snapshot,
      SubscribeOptions options) {
    assert isOwner();
    Map<String, List<TopicPattern>> byFeed = TopicPatterns.byFeed(patterns);
    TopicPatterns.requireFeedsOf(byFeed, since);
    byFeed.keySet().forEach(feed -> options.requireAllowed(feed, feeds.options(feed).delivery()));
    if (options.delta()) {
      outbox.writeDeltas();
    }
    Cursor cursor = Cursor.empty();
    Map<String, Replay> replays = new LinkedHashMap<>();
    for (Map.Entry<String, List<TopicPattern>> entry : byFeed.entrySet()) {
      String feed = entry.getKey();
      FeedFanOut fanOut = fanOut(feed);
      Subscription subscription = subscription(outbox, fanOut);
      ReplayReader reader = ReplayReader.of(feeds, feed);
      StartPoint start = reader.start(feed, since, snapshot, options.conflate());
      Replay replay =
          new SubscribeAction(fanOut, subscription, entry.getValue(), reader, start).run(options);
      cursor = cursor.with(feed, reader.endOf(replay));
      replays.put(feed, replay);
    }
    return new SubscribeResult(cursor, replays);
  }

  /** Counts a publish on a topic, or its deletion, that was refused. The topic may be invalid. */
  public void countPublishRefusal(String topic, ErrorCode code) {
    String feed = topic.substring(0, Math.max(0, topic.indexOf('.')));
    metrics.publishRefused(feeds.exists(feed) ? feed : Metrics.UNKNOWN_FEED, code);
  }

  /**
   * Counts the result of a subscription or poll that starts from a cursor.
   *
   * @param since the cursor of the reader, or null for a new one
   */
  public void countResume(String transport, @Nullable Cursor since, SubscribeResult result) {
    ResumeResults.count(metrics, transport, since, result);
  }

  /**
   * Returns the fan-out of a feed. It is registered for the feed's updates before history is read.
   */
  private FeedFanOut fanOut(String feed) {
    return fanOuts.computeIfAbsent(
        feed, name -> new FeedFanOut(vertx, feeds, metrics, name, this::onLogReset, flushQueue));
  }

  private Subscription subscription(Outbox outbox, FeedFanOut fanOut) {
    Subscription subscription = outbox.subscriptions().get(fanOut.feed());
    if (subscription == null) {
      subscription = new Subscription(fanOut.feed(), outbox, wheel);
      outbox.subscriptions().put(fanOut.feed(), subscription);
    }
    return subscription;
  }

  /**
   * Continues the subscriptions of a feed with its new log: the notice, the snapshots, then live
   * updates. Not those that were ahead already by another node's log: they miss nothing.
   */
  private void onLogReset(LogReset reset, boolean sameEpoch) {
    String feed = reset.feed();
    FeedFanOut fanOut = fanOuts.get(feed);
    if (fanOut == null) {
      return;
    }
    long end = reset.end().offset();
    Cursor cursor = Cursor.of(feed, reset.end());
    StartPoint start = new StartPoint.Snapshot();
    ReplayReader reader = ReplayReader.of(feeds, feed);
    for (Subscription subscription : fanOut.subscriptions()) {
      if (sameEpoch && fanOut.reached(subscription) >= end) {
        continue;
      }
      fanOut.reset(subscription, end);
      subscription.outbox().reset(feed, cursor);
      subscription.replay(
          reader.readUpTo(end, start, subscription.patterns(), topic -> start.request()).updates());
    }
  }

  /**
   * Removes patterns of a connection; ignores those that it does not have. Pending updates of
   * topics that no other pattern of the connection matches are dropped.
   */
  public void unsubscribe(Outbox outbox, List<TopicPattern> patterns) {
    assert isOwner();
    TopicPatterns.byFeed(patterns)
        .forEach(
            (feed, removed) -> {
              Subscription subscription = outbox.subscriptions().get(feed);
              if (subscription != null) {
                removed.forEach(pattern -> removePattern(outbox, pattern, subscription));
                outbox.discard(feed, topic -> !subscription.matches(topic));
              }
            });
  }

  /** Removes the subscriptions and pending updates of a connection. */
  public void close(Outbox outbox) {
    assert isOwner();
    for (Subscription subscription : List.copyOf(outbox.subscriptions().values())) {
      subscription.patterns().forEach(pattern -> removePattern(outbox, pattern, subscription));
    }
    outbox.close();
  }

  private void removePattern(Outbox outbox, TopicPattern pattern, Subscription subscription) {
    FeedFanOut fanOut = fanOuts.get(subscription.feed());
    if (fanOut == null) {
      return;
    }
    fanOut.remove(pattern, subscription);
    presence.forget(outbox, pattern);
    // A subscription that is ahead of this loop stays: its position prevents duplicates.
    if (subscription.isEmpty() && subscription.position() <= fanOut.lastOffset()) {
      outbox.subscriptions().remove(subscription.feed());
    }
    if (fanOut.isEmpty()) {
      fanOuts.remove(subscription.feed());
      fanOut.close();
    }
  }

  /**
   * Returns the position of a connection that got all updates so far, or null if updates for it are
   * pending, or the notice that a log was replaced. The position includes updates that did not
   * match its patterns.
   */
  public @Nullable Cursor caughtUpCursor(Outbox outbox) {
    assert isOwner();
    if (!outbox.isEmpty()) {
      return null;
    }
    Cursor cursor = Cursor.empty();
    for (Subscription subscription : outbox.subscriptions().values()) {
      String feed = subscription.feed();
      FeedFanOut fanOut = fanOuts.get(feed);
      if (fanOut != null && !subscription.isEmpty()) {
        String epoch = feeds.endPosition(feed).epoch();
        if (!epoch.equals(fanOut.epoch())) {
          // An offset of the former log must not be combined with the epoch of the new one.
          return null;
        }
        long reached = Math.max(fanOut.lastOffset(), fanOut.reached(subscription));
        cursor = cursor.with(feed, new Position(epoch, reached));
      }
    }
    return cursor;
  }

  /** Returns the number of connections of this loop that are subscribed to a topic. */
  public int subscribers(String feed, String topic) {
    assert isOwner();
    FeedFanOut fanOut = fanOuts.get(feed);
    return fanOut == null ? 0 : fanOut.subscribers(topic);
  }

  /** Returns true if a connection of this loop is subscribed to a topic by name. */
  boolean isSubscribedByName(String feed, String topic) {
    assert isOwner();
    FeedFanOut fanOut = fanOuts.get(feed);
    return fanOut != null && fanOut.hasNamed(topic);
  }

  boolean isOwner() {
    return Thread.currentThread() == owner;
  }

  /** Returns the recorder of a transport, for this event loop. */
  WriteLatency latency(String transport) {
    assert isOwner();
    return latencies.computeIfAbsent(transport, metrics::newWriteLatency);
  }

  FlushQueue flushQueue() {
    return flushQueue;
  }

  /** Runs an action after the next flush, or after the one that is running. */
  public void afterFlush(Runnable action) {
    flushQueue.afterFlush(action);
  }
}
