package io.feedhorn.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.cluster.codec.BinaryWriter;
import io.feedhorn.cluster.protocol.MessageKind;
import io.feedhorn.cluster.protocol.NodeMessaging;
import io.feedhorn.cluster.protocol.TakeoverShares;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TakeoverTest {
  private static final int ALL = TakeoverShares.ALL;
  private static final Duration LIMIT = Duration.ofSeconds(5);
  private static final List<Integer> EACH = IntStream.rangeClosed(1, ALL).boxed().toList();

  private final Vertx vertx = Vertx.vertx();
  private final Context context = vertx.getOrCreateContext();
  private volatile List<String> members = List.of("a", "b");
  private final TestGrid grid = new TestGrid("a", () -> members);
  private final TakeoverShares shares = grid.shares();
  private final NodeMessaging messaging = new NodeMessaging(vertx, "a");
  private final NodeMessaging other = new NodeMessaging(vertx, "b");
  private final List<Integer> changes = new CopyOnWriteArrayList<>();
  private final AtomicLong nanos = new AtomicLong();
  private final AtomicLong firstChange = new AtomicLong();
  private final Promise<Void> commits = Promise.promise();
  private volatile boolean hasUpdates = true;
  private final Takeover takeover =
      new Takeover(
          grid,
          messaging,
          shares,
          new OwnFeeds(),
          vertx,
          new Takeover.Times(Duration.ofMillis(10), Duration.ofMillis(1), LIMIT),
          nanos::get);

  private final class OwnFeeds implements Takeover.Feeds {
    @Override
    public boolean hasUpdates() {
      return hasUpdates;
    }

    @Override
    public void check() {
      firstChange.compareAndSet(0, nanos.get());
      changes.add(shares.of("a"));
    }

    @Override
    public Future<Void> awaitCommits() {
      return commits.future();
    }
  }

  @BeforeEach
  void start() throws Exception {
    run(
        () -> {
          takeover.start();
          return messaging.start().compose(started -> other.start());
        });
  }

  @AfterEach
  void stop() {
    vertx.close().await();
  }

  private <T> T run(Supplier<Future<T>> call) throws Exception {
    Promise<T> result = Promise.promise();
    context.runOnContext(run -> call.get().onComplete(result));
    return result.future().await(10, TimeUnit.SECONDS);
  }

  private void begin() throws Exception {
    run(
        () -> {
          takeover.begin();
          return Future.succeededFuture();
        });
  }

  @Test
  void aNodeThatNobodyCanReplaceOwnsAllAtOnce() throws Exception {
    shares.record("b", ALL - 1);
    begin();
    assertThat(shares.isComplete("a")).isTrue();
  }

  @Test
  void aNodeOwnsAllAtOnceIfThereAreNoUpdates() throws Exception {
    hasUpdates = false;
    shares.record("b", ALL);
    begin();
    assertThat(shares.isComplete("a")).isTrue();
  }

  @Test
  void eachSliceIsTakenWhenTheOtherNodesKnowOfIt() throws Exception {
    List<Integer> told = new CopyOnWriteArrayList<>();
    List<Integer> ownWhenTold = new ArrayList<>();
    other.handle(
        MessageKind.SHARE,
        (from, in) -> {
          told.add(in.count());
          ownWhenTold.add(shares.of("a"));
          return Future.succeededFuture(Buffer.buffer());
        });
    shares.record("b", ALL);
    begin();
    assertThat(shares.of("a")).isZero();
    Awaitility.await().until(() -> shares.isComplete("a"));
    assertThat(told).isEqualTo(EACH);
    assertThat(ownWhenTold).isEqualTo(IntStream.range(0, ALL).boxed().toList());
    assertThat(changes).isEqualTo(EACH);
  }

  @Test
  void aNodeThatDoesNotAnswerDoesNotEndTheTakeover() throws Exception {
    other.handle(MessageKind.SHARE, (from, in) -> Future.failedFuture("refused"));
    shares.record("b", ALL);
    begin();
    Awaitility.await().until(() -> shares.isComplete("a"));
    assertThat(changes).isEqualTo(EACH);
  }

  /** Returns a takeover whose event loop is late by a second each time. */
  private Takeover late() {
    return new Takeover(
        grid,
        messaging,
        shares,
        new OwnFeeds(),
        vertx,
        new Takeover.Times(Duration.ofMillis(1), Duration.ofMillis(1), LIMIT),
        () -> nanos.addAndGet(Duration.ofSeconds(1).toNanos()));
  }

  @Test
  void aLateEventLoopHoldsSlicesBackUntilTheLimit() throws Exception {
    Takeover slow = late();
    shares.record("b", ALL);
    run(
        () -> {
          slow.begin();
          return Future.succeededFuture();
        });
    Awaitility.await().until(() -> shares.isComplete("a"));
    assertThat(firstChange.get()).isGreaterThan(LIMIT.toNanos());
  }

  @Test
  void theRestIsTakenAtOnceWhenNobodyCanReplaceThisNode() throws Exception {
    List<Integer> told = new CopyOnWriteArrayList<>();
    other.handle(
        MessageKind.SHARE,
        (from, in) -> {
          told.add(in.count());
          members = List.of("a", "c");
          return Future.succeededFuture(Buffer.buffer());
        });
    shares.record("b", ALL);
    begin();
    Awaitility.await().until(() -> shares.isComplete("a"));
    assertThat(told).containsExactly(1);
    assertThat(changes).containsExactly(1, ALL);
  }

  @Test
  void aMergeEndsTheTakeover() throws Exception {
    shares.record("b", ALL);
    run(
        () -> {
          takeover.begin();
          takeover.end();
          return Future.succeededFuture();
        });
    assertThat(changes).containsExactly(ALL);
    begin();
    run(
        () -> {
          takeover.end();
          return Future.succeededFuture();
        });
    assertThat(changes).containsExactly(ALL);
  }

  @Test
  void aMergeBeforeTheBeginEndsTheTakeoverWhenItBegins() throws Exception {
    List<Integer> told = new CopyOnWriteArrayList<>();
    other.handle(
        MessageKind.SHARE,
        (from, in) -> {
          told.add(in.count());
          return Future.succeededFuture(Buffer.buffer());
        });
    shares.record("b", ALL);
    run(
        () -> {
          takeover.end();
          return Future.succeededFuture();
        });
    assertThat(shares.of("a")).isZero();

    begin();
    assertThat(changes).containsExactly(ALL);
    Awaitility.await().until(() -> told.equals(List.of(ALL)));
  }

  @Test
  void aMergeBeforeTheBeginEndsNothingOfANodeThatIsStopping() throws Exception {
    shares.record("b", ALL);
    run(
        () -> {
          takeover.end();
          takeover.stop();
          return Future.succeededFuture();
        });
    begin();
    assertThat(shares.of("a")).isZero();
  }

  @Test
  void aNodeThatIsStoppingTakesNothing() throws Exception {
    commits.complete();
    Promise<Void> asked = Promise.promise();
    Promise<Buffer> answer = Promise.promise();
    other.handle(
        MessageKind.SHARE,
        (from, in) -> {
          asked.complete();
          return answer.future();
        });
    shares.record("b", ALL);
    begin();
    asked.future().await(10, TimeUnit.SECONDS);
    run(
        () -> {
          takeover.stop();
          answer.complete(Buffer.buffer());
          // The answer has been passed on when a later request is answered.
          return other.request(
              "a", MessageKind.SHARE, new BinaryWriter().count(1).toBuffer(), 10_000);
        });
    assertThat(shares.of("a")).isZero();
  }

  @Test
  void aNodeThatIsStoppingWaitsForNoSlice() throws Exception {
    Takeover slow = late();
    shares.record("b", ALL);
    AtomicLong stopped = new AtomicLong();
    run(
        () -> {
          slow.begin();
          slow.stop();
          stopped.set(nanos.get());
          // Timers of one event loop end in order: a slice would be due several times before.
          return vertx.timer(20, TimeUnit.MILLISECONDS);
        });
    assertThat(nanos).hasValue(stopped.get());
  }

  @Test
  void theSliceOfAnotherNodeIsAnsweredWhenItsFeedsAreCommitted() throws Exception {
    Future<?> answer =
        run(
            () ->
                Future.succeededFuture(
                    other.request(
                        "a", MessageKind.SHARE, new BinaryWriter().count(3).toBuffer(), 10_000)));
    Awaitility.await().until(() -> shares.of("b") == 3 && changes.size() == 1);
    assertThat(answer.isComplete()).isFalse();
    commits.complete();
    answer.await(10, TimeUnit.SECONDS);
  }
}
