package io.feedhorn.conform;

import io.feedhorn.client.ConnectionLostException;
import io.feedhorn.client.FeedhornClient;
import io.feedhorn.client.HttpAnswer;
import io.feedhorn.client.ProtocolViolationException;
import io.feedhorn.client.ReadRequest;
import io.feedhorn.client.Transport;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A check of a poll that waits for the longest time, on a topic without updates. It begins before
 * the other checks and ends after them. Used by one thread.
 */
final class LongestPollObserver {
  private static final String NAME = "poll.longest";
  private static final Duration SLACK = Duration.ofSeconds(10);

  private @Nullable Future<HttpAnswer> response;
  private @Nullable RuntimeException failure;
  private long startNanos;
  private volatile long endNanos;

  /** Sends the poll if its check is selected. */
  void begin(CheckContext context, List<ContractCheck> selected) {
    int seconds = context.options().holdSeconds();
    boolean isSelected = selected.stream().anyMatch(check -> check.name().equals(NAME));
    if (!isSelected
        || seconds == 0
        || !context.options().transports().contains(Transport.LONG_POLLING)) {
      return;
    }
    String topic = context.prefix() + ".quiet";
    try {
      String since = context.publish(topic, "1").cursor();
      String path =
          "/v1/updates?" + ReadRequest.of(topic).since(since).pollQuery() + "&wait=" + seconds;
      startNanos = System.nanoTime();
      response =
          context
              .client()
              .sendAsync("GET", path, null)
              .onComplete(done -> endNanos = System.nanoTime());
    } catch (RuntimeException unpublished) {
      failure = unpublished;
    }
  }

  ContractCheck check() {
    return new ContractCheck(
        NAME,
        "A poll that waits for the longest time is not cut by anything in between",
        this::verify);
  }

  private String verify(CheckContext context) {
    if (failure != null) {
      throw failure;
    }
    int seconds = context.options().holdSeconds();
    if (seconds == 0) {
      throw new CheckSkipped("it was left out (--hold 0)");
    }
    context.requireTransport(Transport.LONG_POLLING);
    Future<HttpAnswer> pending = response;
    if (pending == null) {
      throw new CheckSkipped("it was not begun");
    }
    long elapsed = System.nanoTime() - startNanos;
    Duration left = Duration.ofSeconds(seconds).minusNanos(elapsed).plus(SLACK);
    try {
      requireEmpty(FeedhornClient.await(pending, left.isNegative() ? Duration.ofMillis(1) : left));
    } catch (CheckFailed | ConnectionLostException | ProtocolViolationException evidence) {
      throw new CheckFailed(
          "a poll with wait=%d, after %.1f s: %s"
              .formatted(seconds, tookNanos() / 1e9, evidence.getMessage()));
    }
    return "answered after %.1f s".formatted(tookNanos() / 1e9);
  }

  private static void requireEmpty(HttpAnswer answer) {
    CheckFailed.requireEqual("the status", 200, answer.status());
    CheckFailed.requireEqual("the updates", List.of(), answer.objects("updates"));
    CheckFailed.require(answer.json().has("cursor"), "no cursor: " + answer.excerpt());
  }

  private long tookNanos() {
    return (endNanos == 0 ? System.nanoTime() : endNanos) - startNanos;
  }
}
