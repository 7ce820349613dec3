package io.feedhorn.hub;

import io.feedhorn.log.FeedLog;
import io.feedhorn.log.FeedRegistry;
import io.feedhorn.log.Replay;
import io.feedhorn.log.ReplayRequest;
import io.feedhorn.metrics.Metrics;
import io.feedhorn.model.Cursor;
import io.feedhorn.model.LogReset;
import io.feedhorn.model.Position;
import io.feedhorn.model.TopicPattern;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The fan-out of one event loop. Owned by the event loop that made it; every call is on that loop,
 * asserted. It hears each feed that has a reader here once, and hands updates to the outboxes by
 * reference; what one turn of the loop has for a connection is written at the end of that turn, so
 * that a loop that falls behind writes larger batches and an idle one makes nobody wait.
 */
public final class Hub {
  private static final Logger LOG = LoggerFactory.getLogger(Hub.class);

  private final Vertx vertx;
  private final Thread owner = Thread.currentThread();
  private final FeedRegistry feeds;
  private final Metrics metrics;
  private final int backlogBytes;
  private final TimerWheel wheel;
  private final Map<String, FeedFanOut> hubFeeds = new HashMap<>();

  private final FutureCursorCheck cursors;
  private final FlushQueue flushQueue;

  /**
   * @param backlogBytes what may wait for one slow reader of an {@code every} feed
   */
  public Hub(Vertx vertx, FeedRegistry feeds, Metrics metrics, int backlogBytes) {
    this(vertx, feeds, metrics, backlogBytes, System::nanoTime);
  }

  Hub(Vertx vertx, FeedRegistry feeds, Metrics metrics, int backlogBytes, LongSupplier nanoTime) {
    this.vertx = vertx;
    this.feeds = feeds;
    this.metrics = metrics;
    this.backlogBytes = backlogBytes;
    this.wheel = new TimerWheel(vertx);
    this.cursors = new FutureCursorCheck(vertx, feeds);
    this.flushQueue = new FlushQueue(vertx, metrics, nanoTime);
  }

  public FeedRegistry feeds() {
    return feeds;
  }

  public Metrics metrics() {
    return metrics;
  }

  /**
   * The cursor that a reader goes on from, to be asked for before it subscribes: on one of several
   * nodes a cursor that is past this node's log is held against the feed's owner. Complete at once
   * in all other cases; never fails.
   */
  public Future<@Nullable Cursor> validated(@Nullable Cursor since) {
    assert isOwner();
    return cursors.check(since);
  }

  /** The outbox of a new connection. */
  public Outbox newOutbox(Subscriber subscriber) {
    assert isOwner();
    return new Outbox(this, subscriber, backlogBytes);
  }

  /**
   * Subscribes a connection, or changes the options of patterns it has. What history owes is in the
   * outbox when this returns, and goes out at the end of the turn: what the transport writes before
   * that comes first. A topic that the connection heard already is not replayed.
   *
   * @param since where the reader was, or null
   * @param snapshot whether a reader that was nowhere gets the snapshots
   * @throws io.feedhorn.model.FeedException where the cursor or the options do not fit; nothing is
   *     subscribed then
   */
  public SubscribeResult subscribe(
      Outbox outbox,
      List<TopicPattern> patterns,
      @Nullable Cursor since,
      boolean snapshot,
      SubscribeOptions options) {
    assert isOwner();
    Map<String, List<TopicPattern>> byFeed = SubscribeResult.byFeed(patterns);
    SubscribeResult.requireNamed(since, byFeed);
    byFeed.keySet().forEach(feed -> options.requireAllowed(feed, feeds.options(feed).delivery()));

    Cursor cursor = Cursor.empty();
    boolean recovered = true;
    Map<String, Replay> replays = new LinkedHashMap<>();
    for (Map.Entry<String, List<TopicPattern>> entry : byFeed.entrySet()) {
      String feed = entry.getKey();
      Position from = since == null ? null : since.position(feed);
      SubscribeResult.StartPoint start =
          since != null && since.isEarliest()
              ? SubscribeResult.StartPoint.earliest(options.conflate())
              : SubscribeResult.StartPoint.of(feeds, feed, from, snapshot, options.conflate());
      Replay replay = join(outbox, feed, entry.getValue(), from, start, options);
      cursor = cursor.with(feed, new Position(feeds.endPosition(feed).epoch(), replay.end()));
      recovered &= replay.recovered();
      replays.put(feed, replay);
    }
    return new SubscribeResult(cursor, recovered, replays);
  }

  private Replay join(
      Outbox outbox,
      String feed,
      List<TopicPattern> patterns,
      @Nullable Position from,
      SubscribeResult.StartPoint start,
      SubscribeOptions options) {
    FeedFanOut fanOut =
        hubFeeds.computeIfAbsent(feed, name -> new FeedFanOut(vertx, feeds, name, this::restart));
    Subscription subscription =
        outbox.subscriptions().computeIfAbsent(feed, name -> new Subscription(name, outbox, wheel));
    // Updates on their way to this loop come live: history ends where the hub is. Only a reader
    // that was further already, by a loop that is ahead of this one, gets all that the log has.
    long reached = Math.max(fanOut.lastOffset(), subscription.position());
    boolean ahead = start.comparable() && from != null && from.offset() > reached;
    Map<String, Long> before = new HashMap<>();
    Replay replay =
        ahead
            ? readOn(subscription, patterns, start)
            : start.readUpTo(reached, feeds, feed, patterns, wants(subscription, start, before));
    fanOut.add(patterns, subscription, options);
    subscription.replay(replay.updates());
    subscription.recordDelivered(patterns, start.heard(replay, before));
    subscription.startLiveAfter(replay.end());
    return replay;
  }

  /** Returns the replay of a topic for new patterns, less what the connection was given already. */
  private Function<String, ReplayRequest> wants(
      Subscription subscription, SubscribeResult.StartPoint start, Map<String, Long> before) {
    FeedLog log = feeds.log(subscription.feed());
    ReplayRequest request = start.request();
    if (subscription.isEmpty() || request.equals(ReplayRequest.NONE)) {
      return topic -> request;
    }
    return topic -> {
      PatternHistory.DeliveredUpdates heard = subscription.delivered(topic, log);
      if (!heard.isNothing() && heard.after() > request.after()) {
        before.put(topic, heard.after());
      }
      return request.withDelivered(heard.after(), heard.exact());
    };
  }

  /** All that the log has: what is heard already goes on from where it is. */
  private Replay readOn(
      Subscription subscription, List<TopicPattern> more, SubscribeResult.StartPoint start) {
    List<TopicPattern> patterns = new ArrayList<>(subscription.patterns());
    more.stream().filter(pattern -> !subscription.has(pattern)).forEach(patterns::add);
    ReplayRequest rest = new ReplayRequest(subscription.position(), false);
    return start.read(
        feeds,
        subscription.feed(),
        patterns,
        topic -> subscription.matches(topic) ? rest : start.request());
  }

  /**
   * The readers of a feed go on with another log: told so, then their snapshots, then live. Not
   * those that were further already, by another node: they miss nothing of it.
   */
  private void restart(LogReset reset, boolean further) {
    String feed = reset.feed();
    FeedFanOut fanOut = hubFeeds.get(feed);
    if (fanOut == null) {
      return;
    }
    long tail = reset.end().offset();
    Cursor cursor = Cursor.of(feed, reset.end());
    for (Subscription subscription : fanOut.index().all()) {
      if (further && subscription.position() >= tail) {
        continue;
      }
      subscription.reset(tail);
      subscription.outbox().reset(feed, cursor);
      SubscribeResult.StartPoint start =
          SubscribeResult.StartPoint.of(feeds, feed, null, true, false);
      subscription.replay(
          start
              .readUpTo(tail, feeds, feed, subscription.patterns(), topic -> start.request())
              .updates());
    }
  }

  /**
   * Ends some of a connection's patterns; those it does not have are passed over. What waits of
   * topics that no other pattern of the connection stands for is not sent any more.
   */
  public void unsubscribe(Outbox outbox, List<TopicPattern> patterns) {
    assert isOwner();
    SubscribeResult.byFeed(patterns)
        .forEach(
            (feed, ended) -> {
              Subscription subscription = outbox.subscriptions().get(feed);
              if (subscription != null) {
                ended.forEach(pattern -> removePattern(outbox, pattern, subscription));
                outbox.discard(feed, topic -> !subscription.matches(topic));
              }
            });
  }

  /** Ends a connection: its subscriptions and what waited for it. */
  public void close(Outbox outbox) {
    assert isOwner();
    for (Subscription subscription : List.copyOf(outbox.subscriptions().values())) {
      subscription.patterns().forEach(pattern -> removePattern(outbox, pattern, subscription));
    }
    outbox.close();
  }

  private void removePattern(Outbox outbox, TopicPattern pattern, Subscription subscription) {
    FeedFanOut fanOut = hubFeeds.get(subscription.feed());
    if (fanOut == null) {
      return;
    }
    fanOut.remove(pattern, subscription);
    // One that is ahead of this loop stays, so that what comes late is not sent a second time.
    if (subscription.isEmpty() && subscription.position() <= fanOut.lastOffset()) {
      outbox.subscriptions().remove(subscription.feed());
    }
    if (fanOut.index().isEmpty()) {
      hubFeeds.remove(subscription.feed());
      fanOut.close().onFailure(failure -> LOG.warn("A consumer stayed registered", failure));
    }
  }

  /**
   * Where a connection is that has been handed everything so far, or null where something still
   * waits for it. It is past the newest update it was sent, where newer ones were not for it.
   */
  public @Nullable Cursor caughtUpCursor(Outbox outbox) {
    assert isOwner();
    if (!outbox.isEmpty()) {
      return null;
    }
    Cursor cursor = Cursor.empty();
    for (Subscription subscription : outbox.subscriptions().values()) {
      String feed = subscription.feed();
      FeedFanOut fanOut = hubFeeds.get(feed);
      if (fanOut != null && !subscription.isEmpty()) {
        long reached = Math.max(fanOut.lastOffset(), subscription.position());
        cursor = cursor.with(feed, new Position(feeds.endPosition(feed).epoch(), reached));
      }
    }
    return cursor;
  }

  /** How many connections of this loop hear a topic. */
  public int subscribers(String feed, String topic) {
    assert isOwner();
    FeedFanOut fanOut = hubFeeds.get(feed);
    return fanOut == null ? 0 : fanOut.subscribers(topic);
  }

  boolean isOwner() {
    return Thread.currentThread() == owner;
  }

  FlushQueue flushQueue() {
    return flushQueue;
  }

  /** Runs an action after everything that is due was written, in this turn or its end. */
  public void afterFlush(Runnable action) {
    flushQueue.afterFlush(action);
  }
}
