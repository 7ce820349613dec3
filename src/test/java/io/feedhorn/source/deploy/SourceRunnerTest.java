package io.feedhorn.source.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.feedhorn.source.ConnectionOptions;
import io.feedhorn.source.MappingOptions;
import io.feedhorn.source.SourceOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SourceRunnerTest {
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final ConnectionOptions CONNECTION = () -> "test";

  private final Vertx vertx = Vertx.vertx();
  private final TestOwners one = new TestOwners("one");
  private final TestOwners other = new TestOwners("other");
  private final AtomicInteger starts = new AtomicInteger();
  private final AtomicInteger running = new AtomicInteger();
  private final AtomicInteger mostAtOnce = new AtomicInteger();
  private final AtomicInteger failuresLeft = new AtomicInteger();
  private volatile Future<Void> mayStop = Future.succeededFuture();

  @AfterEach
  void close() throws Exception {
    vertx.close().await(1, TimeUnit.MINUTES);
  }

  private static SourceOptions source(String name, String topic) {
    return SourceOptions.of(name, MappingOptions.to(topic), CONNECTION);
  }

  /** Returns the owners of a single server, which has no feeds here. */
  private static SourceOwners alone() {
    TestOwners alone = new TestOwners(null);
    alone.setOwner(true);
    return alone;
  }

  private SourceRunner runner(SourceOwners owners) {
    return new SourceRunner(vertx, source -> new CountedVerticle(), owners);
  }

  /** A verticle that counts how many run at once. */
  private final class CountedVerticle extends VerticleBase {
    @Override
    public Future<?> start() {
      if (failuresLeft.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
        return Future.failedFuture("the position is not known");
      }
      starts.incrementAndGet();
      int now = running.incrementAndGet();
      mostAtOnce.updateAndGet(most -> Math.max(most, now));
      return Future.succeededFuture();
    }

    @Override
    public Future<?> stop() {
      return mayStop.onSuccess(stopped -> running.decrementAndGet());
    }
  }

  private void awaitRunning(int expected) {
    await().atMost(PATIENCE).until(() -> running.get() == expected);
  }

  @Test
  void changesAreFoundByValue() {
    SourceRunner runner = runner(alone());
    runner.start(List.of(source("kept", "x.a"), source("changed", "x.b"))).await();
    assertThat(running).hasValue(2);

    SourceChanges changes =
        runner.apply(List.of(source("kept", "x.a"), source("changed", "x.c"))).await();

    assertThat(changes)
        .isEqualTo(new SourceChanges(List.of(), List.of(), List.of("changed"), List.of("kept")));
    assertThat(starts).hasValue(3);
    assertThat(running).hasValue(2);
    runner.stop().await();
    assertThat(running).hasValue(0);
  }

  @Test
  void aSourceStartsWhenItsFormerNodeHasStoppedIt() {
    TestOwners.connect(one, other);
    one.setOwner(true);
    runner(one).start(List.of(source("a", "x.a"))).await();
    runner(other).start(List.of(source("a", "x.a"))).await();
    assertThat(starts).hasValue(1);

    Promise<Void> stopping = Promise.promise();
    mayStop = stopping.future();
    one.setOwner(false);
    other.setOwner(true);
    // The former node is asked again and again while it stops the source.
    await().atMost(PATIENCE).until(() -> other.questions() >= 3);
    assertThat(one.isClaimed("a")).isTrue();
    assertThat(starts).hasValue(1);
    stopping.complete();

    await().atMost(PATIENCE).until(() -> starts.get() == 2);
    awaitRunning(1);
    assertThat(mostAtOnce).hasValue(1);
    assertThat(one.isClaimed("a")).isFalse();
  }

  @Test
  void aNodeThatDoesNotAnswerCountsAsRunningTheSource() {
    TestOwners.connect(one, other);
    other.setSilent(true);
    one.setOwner(true);
    runner(one).start(List.of(source("a", "x.a"))).await();
    await().atMost(PATIENCE).until(() -> one.questions() >= 3);
    assertThat(starts).hasValue(0);

    other.setSilent(false);
    awaitRunning(1);
  }

  @Test
  void whateverTheNodesBelieveASourceRunsOnceAtMost() {
    TestOwners.connect(one, other);
    List<SourceOptions> sources = List.of(source("a", "x.a"));
    runner(one).start(sources).await();
    runner(other).start(sources).await();
    Random random = new Random(1);
    for (int change = 0; change < 20; change++) {
      one.setOwner(random.nextBoolean());
      other.setOwner(random.nextBoolean());
      if (one.isOwner("a") != other.isOwner("a")) {
        TestOwners owner = one.isOwner("a") ? one : other;
        TestOwners former = owner == one ? other : one;
        await().atMost(PATIENCE).until(() -> owner.isClaimed("a") && !former.isClaimed("a"));
        awaitRunning(1);
      }
    }
    assertThat(mostAtOnce).hasValue(1);
    assertThat(starts).hasValueGreaterThan(3);
  }

  @Test
  void aSourceThatCannotStartIsAttemptedAgainInAClusterAndEndsTheStartOfASingleServer() {
    failuresLeft.set(1);
    one.setOwner(true);
    runner(one).start(List.of(source("a", "x.a"))).await();
    awaitRunning(1);

    failuresLeft.set(1);
    SourceRunner alone = runner(alone());
    Future<Void> started = alone.start(List.of(source("b", "x.b")));
    await().atMost(PATIENCE).until(started::isComplete);
    assertThat(started.cause()).hasMessage("the position is not known");
    alone.stop().await();
  }

  @Test
  void aSourceThatCannotBeStoppedDoesNotKeepTheServerFromStopping() throws Exception {
    SourceRunner runner = runner(alone());
    runner.start(List.of(source("frozen", "x.a"), source("other", "x.b"))).await();
    Promise<Void> frozen = Promise.promise();
    mayStop = frozen.future();

    runner.stop().await(20, TimeUnit.SECONDS);

    assertThat(running).hasValue(2);
    frozen.complete();
  }

  @Test
  void aReloadThatWaitsForASourceDoesNotKeepTheServerFromStopping() throws Exception {
    SourceRunner runner = runner(alone());
    runner.start(List.of(source("frozen", "x.a"))).await();
    Promise<Void> frozen = Promise.promise();
    mayStop = frozen.future();
    Future<SourceChanges> reload = runner.apply(List.of());

    runner.stop().await(20, TimeUnit.SECONDS);

    assertThat(reload.isComplete()).isFalse();
    frozen.complete();
  }
}
