package io.feedhorn.transport.polling;

import io.feedhorn.hub.Hub;
import io.feedhorn.hub.Splice;
import io.feedhorn.log.Feeds;
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
final class Answers {
  private final Hub hub;
  private final Feeds feeds;
  private final BiFunction<Poll, Splice, Buffer> encoder;
  private final Map<Poll, Answer> ofTheTurn = new HashMap<>();

  Answers(Hub hub) {
    this(
        hub,
        (poll, splice) -> {
          hub.meters().encoded(PollingTransport.TRANSPORT);
          return poll.answer(splice, hub.feeds().clock().micros());
        });
  }

  /**
   * @param encoder makes the body of an answer
   */
  Answers(Hub hub, BiFunction<Poll, Splice, Buffer> encoder) {
    this.hub = hub;
    this.feeds = hub.feeds();
    this.encoder = encoder;
  }

  /** What lies between a poll's cursor and the tail now. */
  Answer to(Poll poll) {
    Answer known = ofTheTurn.get(poll);
    if (known != null && isOfNow(known.splice)) {
      return known;
    }
    if (ofTheTurn.isEmpty()) {
      hub.atTheEndOfTheTurn(ofTheTurn::clear);
    }
    Answer answer = new Answer(poll, poll.read(feeds));
    ofTheTurn.put(poll, answer);
    return answer;
  }

  private boolean isOfNow(Splice splice) {
    return splice.cursor().positions().entrySet().stream()
        .allMatch(entry -> feeds.tail(entry.getKey()).equals(entry.getValue()));
  }

  /** One answer, encoded when it is first asked for its body. */
  final class Answer {
    private final Poll poll;
    private final Splice splice;
    private @Nullable Buffer body;

    private Answer(Poll poll, Splice splice) {
      this.poll = poll;
      this.splice = splice;
    }

    Splice splice() {
      return splice;
    }

    /** How many updates are in it. */
    int updates() {
      return Math.min(splice.size(), poll.limit());
    }

    /** The body. Not to be changed. */
    Buffer body() {
      if (body == null) {
        body = encoder.apply(poll, splice);
      }
      return body;
    }
  }
}
