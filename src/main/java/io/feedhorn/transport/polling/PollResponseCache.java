package io.feedhorn.transport.polling;

import io.feedhorn.hub.Hub;
import io.feedhorn.hub.SubscribeResult;
import io.feedhorn.log.FeedRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The responses to polls, read and encoded once for equal polls of one event-loop iteration, for
 * example those that one update completes. Owned by its event loop, not thread-safe. A response is
 * shared only while the end offsets of its feeds are unchanged, so that no reader gets one that is
 * older than its request.
 */
final class PollResponseCache {
  private static final int MIN_GZIP_BYTES = 256;

  private final Hub hub;
  private final FeedRegistry feeds;
  private final BiFunction<PollRequest, SubscribeResult, Buffer> encoder;
  private final Function<Buffer, Future<Buffer>> compressor;
  private final Map<PollRequest, PollResponse> responses = new HashMap<>();

  PollResponseCache(Vertx vertx, Hub hub) {
    this(
        hub,
        (poll, result) -> {
          hub.metrics().encoded(PollingTransport.TRANSPORT);
          return poll.answer(result, hub.feeds().clock().micros()).json();
        },
        body -> GzipEncoder.encode(vertx, body));
  }

  /**
   * @param encoder returns the body of a response
   * @param compressor returns a body as gzip
   */
  PollResponseCache(
      Hub hub,
      BiFunction<PollRequest, SubscribeResult, Buffer> encoder,
      Function<Buffer, Future<Buffer>> compressor) {
    this.hub = hub;
    this.feeds = hub.feeds();
    this.encoder = encoder;
    this.compressor = compressor;
  }

  /** Returns the response with the updates between the cursor of a poll and the end offsets. */
  PollResponse to(PollRequest poll) {
    PollResponse cached = responses.get(poll);
    if (cached != null && isCurrent(cached.result)) {
      return cached;
    }
    if (responses.isEmpty()) {
      hub.afterFlush(responses::clear);
    }
    PollResponse response = new PollResponse(poll, poll.read(feeds));
    responses.put(poll, response);
    return response;
  }

  private boolean isCurrent(SubscribeResult result) {
    return result.cursor().positions().entrySet().stream()
        .allMatch(entry -> feeds.endPosition(entry.getKey()).equals(entry.getValue()));
  }

  /** One response, encoded at the first call of {@link #body}. */
  final class PollResponse {
    private final PollRequest poll;
    private final SubscribeResult result;
    private final boolean large;
    private @Nullable PollAnswer parts;
    private @Nullable Buffer body;
    private @Nullable Future<Buffer> gzip;

    private PollResponse(PollRequest poll, SubscribeResult result) {
      this.poll = poll;
      this.result = result;
      this.large = poll.isLarge(result);
    }

    SubscribeResult result() {
      return result;
    }

    /** Returns the number of updates in the body. */
    int updates() {
      return poll.count(result);
    }

    /** Returns the answer if it is to be sent in parts, and not compressed; else null. */
    @Nullable PollAnswer inParts() {
      if (large && parts == null) {
        parts = poll.answer(result, feeds.clock().micros());
        hub.metrics().encoded(PollingTransport.TRANSPORT);
      }
      return parts;
    }

    /** Returns the body. Must not be changed. */
    Buffer body() {
      if (body == null) {
        body = encoder.apply(poll, result);
      }
      return body;
    }

    /** Returns true if {@link #gzip} is worth its head and its checksum. */
    boolean isCompressible() {
      return body().length() >= MIN_GZIP_BYTES;
    }

    /** Returns the body as gzip. Must not be changed. */
    Future<Buffer> gzip() {
      if (gzip == null) {
        gzip = compressor.apply(body());
        hub.metrics().encoded(PollingTransport.TRANSPORT);
      }
      return gzip;
    }
  }
}
