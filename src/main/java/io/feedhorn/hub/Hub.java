package io.feedhorn.hub;

import io.feedhorn.log.FeedLog;
import io.feedhorn.log.Feeds;
import io.feedhorn.log.Replay;
import io.feedhorn.log.Want;
import io.feedhorn.model.Cursor;
import io.feedhorn.model.Meters;
import io.feedhorn.model.Pattern;
import io.feedhorn.model.Position;
import io.feedhorn.model.Restart;
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
  private final Feeds feeds;
  private final Meters meters;
  private final int backlogBytes;
  private final RateWheel wheel;
  private final Map<String, HubFeed> hubFeeds = new HashMap<>();

  private final CursorCheck cursors;
  private final Turn turn;

  /**
   * @param backlogBytes what may wait for one slow reader of an {@code every} feed
   */
  public Hub(Vertx vertx, Feeds feeds, Meters meters, int backlogBytes) {
    this(vertx, feeds, meters, backlogBytes, System::nanoTime);
  }

  Hub(Vertx vertx, Feeds feeds, Meters meters, int backlogBytes, LongSupplier nanoTime) {
    this.vertx = vertx;
    this.feeds = feeds;
    this.meters = meters;
    this.backlogBytes = backlogBytes;
    this.wheel = new RateWheel(vertx);
    this.cursors = new CursorCheck(vertx, feeds);
    this.turn = new Turn(vertx, meters, nanoTime);
  }

  public Feeds feeds() {
    return feeds;
  }

  public Meters meters() {
    return meters;
  }

  /**
   * The cursor that a reader goes on from, to be asked for before it subscribes: on one of several
   * nodes a cursor that is past this node's log is held against the feed's owner. Complete at once
   * in all other cases; never fails.
   */
  public Future<@Nullable Cursor> checked(@Nullable Cursor since) {
    assert isOwner();
    return cursors.check(since);
  }

  /** The outbox of a new connection. */
  public Outbox open(Subscriber subscriber) {
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
   * @throws io.feedhorn.model.Refusal where the cursor or the options do not fit; nothing is
   *     subscribed then
   */
  public Splice subscribe(
      Outbox outbox,
      List<Pattern> patterns,
      @Nullable Cursor since,
      boolean snapshot,
      Options options) {
    assert isOwner();
    Map<String, List<Pattern>> byFeed = Splice.byFeed(patterns);
    Splice.requireNamed(since, byFeed);
    byFeed.keySet().forEach(feed -> options.requireAllowed(feed, feeds.options(feed).delivery()));

    Cursor cursor = Cursor.empty();
    boolean recovered = true;
    Map<String, Replay> replays = new LinkedHashMap<>();
    for (Map.Entry<String, List<Pattern>> entry : byFeed.entrySet()) {
      String feed = entry.getKey();
      Position from = since == null ? null : since.position(feed);
      Splice.Start start =
          since != null && since.isEarliest()
              ? Splice.Start.earliest(options.conflate())
              : Splice.Start.of(feeds, feed, from, snapshot, options.conflate());
      Replay replay = join(outbox, feed, entry.getValue(), from, start, options);
      cursor = cursor.with(feed, new Position(feeds.tail(feed).epoch(), replay.tail()));
      recovered &= replay.recovered();
      replays.put(feed, replay);
    }
    return new Splice(cursor, recovered, replays);
  }

  private Replay join(
      Outbox outbox,
      String feed,
      List<Pattern> patterns,
      @Nullable Position from,
      Splice.Start start,
      Options options) {
    HubFeed hubFeed =
        hubFeeds.computeIfAbsent(feed, name -> new HubFeed(vertx, feeds, name, this::restart));
    Subscription subscription =
        outbox.subscriptions().computeIfAbsent(feed, name -> new Subscription(name, outbox, wheel));
    // Updates on their way to this loop come live: history ends where the hub is. Only a reader
    // that was further already, by a loop that is ahead of this one, gets all that the log has.
    long reached = Math.max(hubFeed.seen(), subscription.upTo());
    boolean ahead = start.comparable() && from != null && from.offset() > reached;
    Map<String, Long> before = new HashMap<>();
    Replay replay =
        ahead
            ? readOn(subscription, patterns, start)
            : start.readUpTo(reached, feeds, feed, patterns, wants(subscription, start, before));
    hubFeed.add(patterns, subscription, options);
    subscription.replay(replay.updates());
    subscription.heard(patterns, start.heard(replay, before));
    subscription.spliceAt(replay.tail());
    return replay;
  }

  /** Returns the replay of a topic for new patterns, less what the connection was given already. */
  private Function<String, Want> wants(
      Subscription subscription, Splice.Start start, Map<String, Long> before) {
    FeedLog log = feeds.log(subscription.feed());
    Want want = start.want();
    if (subscription.isEmpty() || want.equals(Want.NOTHING)) {
      return topic -> want;
    }
    return topic -> {
      Hearing.Of heard = subscription.hearing(topic, log);
      if (!heard.isNothing() && heard.after() > want.after()) {
        before.put(topic, heard.after());
      }
      return want.heard(heard.after(), heard.exact());
    };
  }

  /** All that the log has: what is heard already goes on from where it is. */
  private Replay readOn(Subscription subscription, List<Pattern> more, Splice.Start start) {
    List<Pattern> patterns = new ArrayList<>(subscription.patterns());
    more.stream().filter(pattern -> !subscription.has(pattern)).forEach(patterns::add);
    Want rest = new Want(subscription.upTo(), false);
    return start.read(
        feeds,
        subscription.feed(),
        patterns,
        topic -> subscription.hears(topic) ? rest : start.want());
  }

  /**
   * The readers of a feed go on with another log: told so, then their snapshots, then live. Not
   * those that were further already, by another node: they miss nothing of it.
   */
  private void restart(Restart restart, boolean further) {
    String feed = restart.feed();
    HubFeed hubFeed = hubFeeds.get(feed);
    if (hubFeed == null) {
      return;
    }
    long tail = restart.tail().offset();
    Cursor cursor = Cursor.of(feed, restart.tail());
    for (Subscription subscription : hubFeed.index().all()) {
      if (further && subscription.upTo() >= tail) {
        continue;
      }
      subscription.restart(tail);
      subscription.outbox().reset(feed, cursor);
      Splice.Start start = Splice.Start.of(feeds, feed, null, true, false);
      subscription.replay(
          start
              .readUpTo(tail, feeds, feed, subscription.patterns(), topic -> start.want())
              .updates());
    }
  }

  /**
   * Ends some of a connection's patterns; those it does not have are passed over. What waits of
   * topics that no other pattern of the connection stands for is not sent any more.
   */
  public void unsubscribe(Outbox outbox, List<Pattern> patterns) {
    assert isOwner();
    Splice.byFeed(patterns)
        .forEach(
            (feed, ended) -> {
              Subscription subscription = outbox.subscriptions().get(feed);
              if (subscription != null) {
                ended.forEach(pattern -> leave(outbox, pattern, subscription));
                outbox.forget(feed, topic -> !subscription.hears(topic));
              }
            });
  }

  /** Ends a connection: its subscriptions and what waited for it. */
  public void close(Outbox outbox) {
    assert isOwner();
    for (Subscription subscription : List.copyOf(outbox.subscriptions().values())) {
      subscription.patterns().forEach(pattern -> leave(outbox, pattern, subscription));
    }
    outbox.close();
  }

  private void leave(Outbox outbox, Pattern pattern, Subscription subscription) {
    HubFeed hubFeed = hubFeeds.get(subscription.feed());
    if (hubFeed == null) {
      return;
    }
    hubFeed.remove(pattern, subscription);
    // One that is ahead of this loop stays, so that what comes late is not sent a second time.
    if (subscription.isEmpty() && subscription.upTo() <= hubFeed.seen()) {
      outbox.subscriptions().remove(subscription.feed());
    }
    if (hubFeed.index().isEmpty()) {
      hubFeeds.remove(subscription.feed());
      hubFeed.close().onFailure(failure -> LOG.warn("A consumer stayed registered", failure));
    }
  }

  /**
   * Where a connection is that has been handed everything so far, or null where something still
   * waits for it. It is past the newest update it was sent, where newer ones were not for it.
   */
  public @Nullable Cursor settled(Outbox outbox) {
    assert isOwner();
    if (!outbox.isSettled()) {
      return null;
    }
    Cursor cursor = Cursor.empty();
    for (Subscription subscription : outbox.subscriptions().values()) {
      String feed = subscription.feed();
      HubFeed hubFeed = hubFeeds.get(feed);
      if (hubFeed != null && !subscription.isEmpty()) {
        long reached = Math.max(hubFeed.seen(), subscription.upTo());
        cursor = cursor.with(feed, new Position(feeds.tail(feed).epoch(), reached));
      }
    }
    return cursor;
  }

  /** How many connections of this loop hear a topic. */
  public int subscribers(String feed, String topic) {
    assert isOwner();
    HubFeed hubFeed = hubFeeds.get(feed);
    return hubFeed == null ? 0 : hubFeed.subscribers(topic);
  }

  boolean isOwner() {
    return Thread.currentThread() == owner;
  }

  Turn turn() {
    return turn;
  }

  /** Runs an action after everything that is due was written, in this turn or its end. */
  public void atTheEndOfTheTurn(Runnable action) {
    turn.then(action);
  }
}
