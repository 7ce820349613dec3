package io.feedhorn.hub;

import io.feedhorn.log.Replay;
import io.feedhorn.log.ReplayRequest;
import io.feedhorn.model.Position;
import io.feedhorn.model.TopicPattern;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * One act of subscribing a connection to patterns of one feed: replays history and lets live
 * updates continue after it, each update once. Used by the hub's event loop, in one task; the
 * decision record 0034 explains the boundary.
 */
final class SubscribeAction {
  private final FeedFanOut fanOut;
  private final Subscription subscription;
  private final List<TopicPattern> patterns;
  private final ReplayReader reader;
  private final StartPoint start;
  // For topics that were subscribed before: the offset at which a gap in their replay ends.
  private final Map<String, Long> gapEnds = new HashMap<>();

  /**
   * @param subscription the connection's subscription to the feed, new or existing
   */
  SubscribeAction(
      FeedFanOut fanOut,
      Subscription subscription,
      List<TopicPattern> patterns,
      ReplayReader reader,
      StartPoint start) {
    this.fanOut = fanOut;
    this.subscription = subscription;
    this.patterns = patterns;
    this.reader = reader;
    this.start = start;
  }

  Replay run(SubscribeOptions options) {
    if (isAhead()) {
      fanOut.addAhead(patterns, subscription, options, start.minEndOffset());
      return new Replay(start.minEndOffset(), true, List.of());
    }
    Replay replay = readHistory();
    fanOut.add(patterns, subscription, options);
    subscription.replay(replay.updates());
    DeliveredRange range = start.delivered(replay, gapEnds);
    subscription.recordDelivered(patterns, range, fanOut.history(range));
    subscription.startLiveAfter(replay.endOffset());
    return replay;
  }

  /**
   * Returns true if the updates up to the reader's cursor are on their way to this node. The
   * position must not move over them, because the other patterns of the connection need them.
   */
  private boolean isAhead() {
    long cursor = start.minEndOffset();
    Position end = reader.end();
    return cursor > processed()
        && end.epoch().equals(fanOut.epoch())
        && (cursor > end.offset() || fanOut.isAhead(subscription));
  }

  private long processed() {
    return Math.max(fanOut.lastOffset(), subscription.position());
  }

  private Replay readHistory() {
    return start.minEndOffset() > processed()
        ? readToEnd()
        : reader.readUpTo(processed(), start, patterns, newPatterns());
  }

  /** Returns the requests for the new patterns: only what the connection did not get already. */
  private Function<String, ReplayRequest> newPatterns() {
    ReplayRequest request = start.request();
    if (subscription.isEmpty() || request.equals(ReplayRequest.NONE)) {
      return topic -> request;
    }
    return topic -> {
      PatternHistory.DeliveredUpdates delivered = subscription.delivered(topic, reader.log());
      if (!delivered.isNothing() && delivered.after() > request.after()) {
        gapEnds.put(topic, delivered.after());
      }
      return request.withDelivered(delivered.after(), delivered.exact());
    };
  }

  /**
   * Reads the whole log, for a reader that is ahead of this event loop. Its other patterns are read
   * from their position on, because updates up to the end of the replay do not arrive live.
   */
  private Replay readToEnd() {
    List<TopicPattern> all = new ArrayList<>(subscription.patterns());
    patterns.stream().filter(pattern -> !subscription.has(pattern)).forEach(all::add);
    ReplayRequest rest = new ReplayRequest(subscription.position(), false);
    ReplayRequest request = start.request();
    return reader.read(start, all, topic -> subscription.matches(topic) ? rest : request);
  }
}
