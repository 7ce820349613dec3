package io.feedhorn.transport.polling;

import io.feedhorn.hub.Hub;
import io.feedhorn.hub.SubscribeResult;
import io.feedhorn.log.FeedRegistry;
import io.vertx.core.buffer.Buffer;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * What polls are answered: read and encoded once for all that ask for the same within a turn of the
 * loop, as those do that one update wakes. Owned by its event loop, not thread-safe. An answer is
 * shared only while its feeds stand where they stood, so that nobody gets one older than his
 * request.
 */
final class PollResponseCache {
  private final Hub hub;
  private final FeedRegistry feeds;
  private final BiFunction<PollRequest, SubscribeResult, Buffer> encoder;
  private final Map<PollRequest, PollResponse> ofTheTurn = new HashMap<>();

  PollResponseCache(Hub hub) {
    this(
        hub,
        (poll, result) -> {
          hub.metrics().encoded(PollingTransport.TRANSPORT);
          return poll.answer(result, hub.feeds().clock().micros());
        });
  }

  /**
   * @param encoder makes the body of an answer
   */
  PollResponseCache(Hub hub, BiFunction<PollRequest, SubscribeResult, Buffer> encoder) {
    this.hub = hub;
    this.feeds = hub.feeds();
    this.encoder = encoder;
  }

  /** What lies between a poll's cursor and the tail now. */
  PollResponse to(PollRequest poll) {
    PollResponse known = ofTheTurn.get(poll);
    if (known != null && isOfNow(known.result)) {
      return known;
    }
    if (ofTheTurn.isEmpty()) {
      hub.afterFlush(ofTheTurn::clear);
    }
    PollResponse answer = new PollResponse(poll, poll.read(feeds));
    ofTheTurn.put(poll, answer);
    return answer;
  }

  private boolean isOfNow(SubscribeResult result) {
    return result.cursor().positions().entrySet().stream()
        .allMatch(entry -> feeds.endPosition(entry.getKey()).equals(entry.getValue()));
  }

  /** One answer, encoded when it is first asked for its body. */
  final class PollResponse {
    private final PollRequest poll;
    private final SubscribeResult result;
    private @Nullable Buffer body;

    private PollResponse(PollRequest poll, SubscribeResult result) {
      this.poll = poll;
      this.result = result;
    }

    SubscribeResult splice() {
      return result;
    }

    /** How many updates are in it. */
    int updates() {
      return Math.min(result.updateCount(), poll.limit());
    }

    /** The body. Not to be changed. */
    Buffer body() {
      if (body == null) {
        body = encoder.apply(poll, result);
      }
      return body;
    }
  }
}
