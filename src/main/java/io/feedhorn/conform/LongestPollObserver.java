package io.feedhorn.conform;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A poll of a quiet topic that waits as long as a poll may, begun at the start of a run and judged
 * at its end, so that the other claims are checked meanwhile. Used by one thread.
 */
final class LongestPollObserver {
  private static final String NAME = "poll.longest";
  private static final Duration SLACK = Duration.ofSeconds(10);

  private @Nullable Future<HttpAnswer> answer;
  private @Nullable RuntimeException failure;
  private long start;
  private volatile long end;

  /** Begins it, if its claim is wanted. */
  void begin(CheckContext checkContext, List<ContractCheck> wanted) {
    int seconds = checkContext.conditions().holdSeconds();
    boolean isWanted = wanted.stream().anyMatch(check -> check.name().equals(NAME));
    if (!isWanted
        || seconds == 0
        || !checkContext.conditions().transports().contains(Transport.LONG_POLLING)) {
      return;
    }
    String topic = checkContext.prefix() + ".quiet";
    try {
      String since = checkContext.publish(topic, "1").cursor();
      String path =
          "/v1/updates?" + ReadRequest.of(topic).since(since).query() + "&wait=" + seconds;
      start = System.nanoTime();
      answer =
          checkContext
              .target()
              .begin("GET", path, null)
              .onComplete(done -> end = System.nanoTime());
    } catch (RuntimeException unpublished) {
      failure = unpublished;
    }
  }

  ContractCheck claim() {
    return new ContractCheck(
        NAME, "A poll that waits as long as it may is not cut by anything in between", this::judge);
  }

  private String judge(CheckContext checkContext) {
    if (failure != null) {
      throw failure;
    }
    int seconds = checkContext.conditions().holdSeconds();
    if (seconds == 0) {
      throw new CheckSkipped("it was left out (--hold 0)");
    }
    checkContext.need(Transport.LONG_POLLING);
    Future<HttpAnswer> held = answer;
    if (held == null) {
      throw new CheckSkipped("it was not begun");
    }
    long elapsed = System.nanoTime() - start;
    Duration left = Duration.ofSeconds(seconds).minusNanos(elapsed).plus(SLACK);
    try {
      HttpAnswer told = ServerUnderTest.done(held, left.isNegative() ? Duration.ofMillis(1) : left);
      CheckFailed.unlessSame("the status", 200, told.status());
      CheckFailed.unlessSame("the updates", List.of(), told.objects("updates"));
      CheckFailed.unless(told.json().has("cursor"), "no cursor: " + told.shown());
    } catch (CheckFailed | ConnectionLost evidence) {
      throw new CheckFailed(
          "a poll with wait=%d, after %.1f s: %s"
              .formatted(seconds, took() / 1e9, evidence.getMessage()));
    }
    return "answered after %.1f s".formatted(took() / 1e9);
  }

  private long took() {
    return (end == 0 ? System.nanoTime() : end) - start;
  }
}
