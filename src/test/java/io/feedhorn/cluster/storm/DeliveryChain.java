package io.feedhorn.cluster.storm;

import io.feedhorn.model.Cursor;
import io.feedhorn.model.Position;
import io.feedhorn.model.TopicPattern;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What one reader took, over all its connections to all nodes, in the order it took it. Each update
 * must be the next one of its topic, and for a pattern of a whole feed the next one of the feed;
 * but after the reader was told that something is gone, until it is past what was there by then.
 * Used by one thread at a time.
 */
final class DeliveryChain {
  /** What a server may have had by the time of a reset without anybody knowing of it. */
  private static final long UNSEEN = 2_000;

  private final String name;
  private final Violations violations;
  private final Map<String, Place> places = new HashMap<>();
  private long length;

  /** Where the reader is in one feed. */
  private static final class Place {
    final TopicPattern pattern;
    final boolean whole;
    final Map<String, Long> seqs = new HashMap<>();
    String epoch;
    long offset;
    boolean told;
    long looseTo;

    Place(TopicPattern pattern, boolean whole, Position start) {
      this.pattern = pattern;
      this.whole = whole;
      this.epoch = start.epoch();
      this.offset = start.offset();
    }
  }

  /**
   * @param patterns one for each feed
   * @param start where it begins, which is where the feeds begin
   */
  DeliveryChain(String name, Violations violations, List<String> patterns, Cursor start) {
    this.name = name;
    this.violations = violations;
    for (String pattern : patterns) {
      String feed = pattern.substring(0, pattern.indexOf('.'));
      Position at = start.position(feed);
      if (at == null) {
        throw new IllegalArgumentException("no start of " + feed);
      }
      places.put(
          feed, new Place(TopicPattern.parse(pattern), pattern.equals(Topics.whole(feed)), at));
    }
  }

  long length() {
    return length;
  }

  /** The reader was told that not all is there that came after its positions. */
  void reset() {
    places.forEach(
        (feed, place) -> {
          place.told = true;
          place.looseTo = violations.head(feed, place.epoch) + UNSEEN;
        });
    violations.reset(name);
  }

  /** Takes the next update. */
  void take(AcceptedUpdates update, String epoch) {
    Place place = place(update.feed());
    length++;
    if (!place.epoch.equals(epoch)) {
      begin(place, update.feed(), epoch);
    }
    violations.seen(update, epoch);
    long seq = place.seqs.getOrDefault(update.topic(), 0L);
    if (update.offset() <= place.offset || update.seq() <= seq) {
      boolean again = update.seq() <= seq;
      wrong(again ? Violation.DOUBLED : Violation.DISORDER, 1, place, update, seq);
      return;
    }
    place.told &= update.offset() <= place.looseTo;
    if (!place.told) {
      requireNext(place, update, seq);
    }
    place.seqs.put(update.topic(), update.seq());
    place.offset = update.offset();
  }

  private void requireNext(Place place, AcceptedUpdates update, long seq) {
    if (place.whole && update.offset() > place.offset + 1) {
      wrong(Violation.LOST, update.offset() - place.offset - 1, place, update, seq);
    } else if (update.seq() > seq + 1) {
      wrong(Violation.LOST, update.seq() - seq - 1, place, update, seq);
    }
  }

  private void begin(Place place, String feed, String epoch) {
    if (!place.told) {
      violations.wrong(
          Violation.DISAGREEMENT,
          1,
          "%s: epoch %s of %s became %s untold".formatted(name, place.epoch, feed, epoch));
    }
    place.epoch = epoch;
    place.offset = 0;
    place.seqs.clear();
    place.told = true;
    place.looseTo = violations.head(feed, epoch) + UNSEEN;
  }

  private void wrong(Violation what, long times, Place place, AcceptedUpdates update, long seq) {
    violations.wrong(
        what,
        times,
        "%s: after %s:%d and seq %d came offset %d, seq %d of %s"
            .formatted(
                name,
                place.epoch,
                place.offset,
                seq,
                update.offset(),
                update.seq(),
                update.topic()));
  }

  /**
   * How many updates are still to come.
   *
   * @param heads where the feeds end
   */
  long behind(Cursor heads) {
    long behind = 0;
    for (Map.Entry<String, Place> each : places.entrySet()) {
      Position head = heads.position(each.getKey());
      if (head != null) {
        behind += behind(each.getKey(), each.getValue(), head);
      }
    }
    return behind;
  }

  private long behind(String feed, Place place, Position head) {
    boolean same = place.epoch.equals(head.epoch());
    if (place.whole) {
      return head.offset() - (same ? place.offset : 0);
    }
    long behind = 0;
    for (Map.Entry<String, Long> topic : violations.seqs(feed, head.epoch()).entrySet()) {
      if (place.pattern.matches(topic.getKey())) {
        behind += topic.getValue() - (same ? place.seqs.getOrDefault(topic.getKey(), 0L) : 0);
      }
    }
    return behind;
  }

  private Place place(String feed) {
    Place place = places.get(feed);
    if (place == null) {
      throw new IllegalArgumentException(name + " did not ask for " + feed);
    }
    return place;
  }
}
