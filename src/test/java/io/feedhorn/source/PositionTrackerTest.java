package io.feedhorn.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.feedhorn.LoopCalls;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PositionTrackerTest {
  private final Vertx vertx = Vertx.vertx();
  private final Context loop = vertx.getOrCreateContext();
  private final List<Write> writes = new CopyOnWriteArrayList<>();
  private final SourcePositions positions = new HeldPositions();

  @AfterEach
  void stop() {
    vertx.close().await();
  }

  private record Write(String position, Promise<Void> answer) {}

  /** Positions whose writes have the answers of the test. */
  private final class HeldPositions implements SourcePositions {
    @Override
    public Future<@Nullable String> load(String source) {
      return Future.succeededFuture();
    }

    @Override
    public Future<Void> save(String source, String position) {
      Write write = new Write(position, Promise.promise());
      writes.add(write);
      return write.answer().future();
    }
  }

  private PositionTracker tracker(Duration pause) {
    return new PositionTracker(vertx, positions, "test", new Backoff(pause, pause, new Random(1)));
  }

  private List<String> written() {
    return writes.stream().map(Write::position).toList();
  }

  /** Runs an action on the source's event loop, and waits for its end. */
  private void run(Runnable action) {
    LoopCalls.call(loop, Executors.callable(action));
  }

  private void fail(int write) {
    run(() -> writes.get(write).answer().fail("the disk is full"));
  }

  private void awaitWrites(int count) {
    await().until(() -> writes.size() == count);
  }

  @Test
  void aFailedWriteIsRepeatedAlthoughNoPositionFollows() {
    PositionTracker tracker = tracker(Duration.ofMillis(1));
    run(() -> tracker.save("1"));
    fail(0);
    awaitWrites(2);
    fail(1);
    awaitWrites(3);

    run(() -> writes.get(2).answer().complete());
    run(() -> tracker.save("2"));

    assertThat(written()).containsExactly("1", "1", "1", "2");
  }

  @Test
  void aNewerPositionReplacesTheOneWhoseWriteHasFailed() {
    PositionTracker tracker = tracker(Duration.ofMillis(1));
    run(() -> tracker.save("1"));
    run(() -> tracker.save("2"));
    fail(0);
    awaitWrites(2);

    run(() -> writes.get(1).answer().complete());

    assertThat(written()).containsExactly("1", "2");
  }

  @Test
  void aPositionThatWaitsIsWrittenAtTheEnd() {
    PositionTracker tracker = tracker(Duration.ofHours(1));
    run(() -> tracker.save("1"));
    fail(0);
    run(() -> tracker.save("2"));
    assertThat(written()).containsExactly("1");

    run(tracker::close);

    assertThat(written()).containsExactly("1", "2");
    fail(1);
    run(tracker::close);
    assertThat(written()).containsExactly("1", "2");
  }
}
