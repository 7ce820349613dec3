package io.feedhorn.conform;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A poll of a quiet topic that waits as long as a poll may, begun at the start of a run and judged
 * at its end, so that the other claims are checked meanwhile. Used by one thread.
 */
final class LongestPoll {
  private static final String NAME = "poll.longest";
  private static final Duration SLACK = Duration.ofSeconds(10);

  private @Nullable Future<Answer> answer;
  private @Nullable RuntimeException failure;
  private long start;
  private volatile long end;

  /** Begins it, if its claim is wanted. */
  void begin(Bench bench, List<Claim> wanted) {
    int seconds = bench.conditions().holdSeconds();
    boolean isWanted = wanted.stream().anyMatch(claim -> claim.name().equals(NAME));
    if (!isWanted
        || seconds == 0
        || !bench.conditions().transports().contains(Transport.LONG_POLLING)) {
      return;
    }
    String topic = bench.prefix() + ".quiet";
    try {
      String since = bench.publish(topic, "1").cursor();
      String path = "/v1/updates?" + Ask.of(topic).since(since).query() + "&wait=" + seconds;
      start = System.nanoTime();
      answer = bench.target().begin("GET", path, null).onComplete(done -> end = System.nanoTime());
    } catch (RuntimeException unpublished) {
      failure = unpublished;
    }
  }

  Claim claim() {
    return new Claim(
        NAME, "A poll that waits as long as it may is not cut by anything in between", this::judge);
  }

  private String judge(Bench bench) {
    if (failure != null) {
      throw failure;
    }
    int seconds = bench.conditions().holdSeconds();
    if (seconds == 0) {
      throw new Skipped("it was left out (--hold 0)");
    }
    bench.need(Transport.LONG_POLLING);
    Future<Answer> held = answer;
    if (held == null) {
      throw new Skipped("it was not begun");
    }
    long elapsed = System.nanoTime() - start;
    Duration left = Duration.ofSeconds(seconds).minusNanos(elapsed).plus(SLACK);
    try {
      Answer told = Target.done(held, left.isNegative() ? Duration.ofMillis(1) : left);
      Broken.unlessSame("the status", 200, told.status());
      Broken.unlessSame("the updates", List.of(), told.objects("updates"));
      Broken.unless(told.json().has("cursor"), "no cursor: " + told.shown());
    } catch (Broken | Lost evidence) {
      throw new Broken(
          "a poll with wait=%d, after %.1f s: %s"
              .formatted(seconds, took() / 1e9, evidence.getMessage()));
    }
    return "answered after %.1f s".formatted(took() / 1e9);
  }

  private long took() {
    return (end == 0 ? System.nanoTime() : end) - start;
  }
}
