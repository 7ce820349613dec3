package io.feedhorn.log;

import static java.util.Comparator.comparingLong;

import io.feedhorn.model.Update;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One read of a feed's log, on any thread. If history does not reach back for a topic, the replay
 * contains only the topic's newest update, and is not recovered.
 */
final class LogReader {
  private static final int MAX_TRIES = 8;

  private final Supplier<Collection<TopicLog>> topics;
  private final Function<String, ReplayRequest> requests;
  private final long oldestMicros;
  private final long nowMicros;

  /**
   * @param topics the logs of the topics to read
   * @param requests the request for each topic, by the topic's name
   * @param oldestMicros the time before which an update counts as gone, Unix time in microseconds
   * @param nowMicros the time now, Unix time in microseconds
   */
  LogReader(
      Supplier<Collection<TopicLog>> topics,
      Function<String, ReplayRequest> requests,
      long oldestMicros,
      long nowMicros) {
    this.topics = topics;
    this.requests = requests;
    this.oldestMicros = oldestMicros;
    this.nowMicros = nowMicros;
  }

  /**
   * Returns the replay up to the end of the log. Left out are topics that the writer updates faster
   * than this can read: their newest updates come after the replay.
   *
   * @param endOffset the end offset of the log now
   */
  Replay readToEnd(LongSupplier endOffset) {
    // The writer may overwrite a topic's updates up to the bound; a later bound includes the newer
    // ones. With little history and many topics there is always one more, so tries are limited.
    for (int tries = 1; ; tries++) {
      Result result = read(endOffset.getAsLong());
      if (!result.overtaken || tries == MAX_TRIES) {
        return result.replay;
      }
    }
  }

  /** Returns the replay up to an offset, which is not beyond the end of the log. */
  Replay readUpTo(long bound) {
    return read(bound).replay;
  }

  /**
   * @param overtaken if the updates of a topic up to the bound were overwritten during the read
   */
  private record Result(Replay replay, boolean overtaken) {}

  private Result read(long bound) {
    List<Update> updates = new ArrayList<>();
    boolean recovered = true;
    boolean overtaken = false;
    for (TopicLog log : topics.get()) {
      ReplayRequest request = requests.apply(log.newest().topic().name());
      if (log.newest().offset() <= request.after() || log.firstOffset() > bound) {
        continue;
      }
      Update newest = log.newestUpTo(bound);
      if (isDelivered(newest, request)) {
        recovered &= readBeforeDelivered(log, request, bound, updates);
      } else if (newest != null) {
        recovered &= log.collect(request, newest, oldestMicros, nowMicros, updates);
      } else if (!log.hasNothing(
          request.after(), Math.min(bound, request.deliveredAfter()), nowMicros)) {
        overtaken = true;
        recovered &= request.latestOnly() || request.partial();
      }
    }
    updates.sort(comparingLong(Update::offset));
    return new Result(new Replay(bound, recovered, updates), overtaken);
  }

  private static boolean isDelivered(@Nullable Update newest, ReplayRequest request) {
    return !request.exact() || (newest != null && newest.offset() > request.deliveredAfter());
  }

  /**
   * Adds the updates before those of a topic that the reader got already. The {@code seq} of a
   * topic never decreases for a reader, so older updates are not sent any more and the replay is
   * not recovered. A reader that asked for all that is left of history gets them late.
   *
   * @return if the reader misses nothing
   */
  private boolean readBeforeDelivered(
      TopicLog log, ReplayRequest request, long bound, List<Update> updates) {
    long last = Math.min(bound, request.deliveredAfter());
    if (!request.partial()) {
      return request.latestOnly() || log.hasNothing(request.after(), last, nowMicros);
    }
    Update newest = log.newestUpTo(last);
    return request.latestOnly()
        || !request.exact()
        || newest == null
        || log.collect(request, newest, oldestMicros, nowMicros, updates);
  }
}
