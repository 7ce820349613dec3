package io.feedhorn.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.feedhorn.model.Update;
import io.feedhorn.trace.Tracer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A flush whose slices are ten connections each. */
class FlushBatchTest {
  private static final int CONNECTIONS = 25;

  private final HubFixture fixture = HubFixture.start();
  private final TestUpdates updates = new TestUpdates();
  private final AtomicLong clock = new AtomicLong(System.currentTimeMillis() * 1_000);
  private final List<String> events = new CopyOnWriteArrayList<>();
  private final List<ScriptedReader> readers = new ArrayList<>();
  private final FlushQueue queue = fixture.callOnLoop(this::newQueue);
  private final Hub hub =
      fixture.callOnLoop(
          () ->
              new Hub(
                  fixture.vertx, fixture.feeds, fixture.metrics, HubFixture.BACKLOG_BYTES, queue));

  private Runnable onWrite = () -> {};

  private FlushQueue newQueue() {
    return new FlushQueue(
        fixture.vertx,
        fixture.metrics,
        Tracer.NONE,
        clock::incrementAndGet,
        new RecordedBatch(),
        () -> 0,
        10);
  }

  private final class RecordedBatch implements WriteBatch {
    @Override
    public void begin() {
      events.add("begin");
    }

    @Override
    public void send() {
      events.add("send");
    }
  }

  @AfterEach
  void close() {
    fixture.close();
    readers.forEach(reader -> assertThat(reader.violations()).isEmpty());
  }

  private void written() {
    if (!events.isEmpty() && events.get(events.size() - 1).equals("begin")) {
      events.add("writes");
    }
    onWrite.run();
  }

  /** Offers an update to a number of new readers, and waits until all have it. */
  private void offer(int connections) {
    List<ScriptedReader> some = new ArrayList<>();
    fixture.runOnLoop(
        () -> {
          Update update = updates.next("prices.a");
          for (int i = 0; i < connections; i++) {
            some.add(new ScriptedReader(hub, "r", written -> written()));
            some.get(i).outbox().offer(update, false);
          }
        });
    readers.addAll(some);
    await().until(() -> some.stream().allMatch(reader -> reader.offsets().size() == 1));
  }

  @Test
  void eachSliceOfManyConnectionsIsABatch() {
    offer(CONNECTIONS);

    assertThat(events)
        .as("the last five are written without a batch")
        .containsExactly("begin", "writes", "send", "begin", "writes", "send", "send");
  }

  @Test
  void theNumberOfConnectionsIsThatOfTheLastFlush() {
    offer(CONNECTIONS);
    assertThat(fixture.callOnLoop(queue::connections)).isEqualTo(CONNECTIONS);

    offer(1);
    offer(1);
    assertThat(fixture.callOnLoop(queue::connections)).isEqualTo(1);
  }

  @Test
  void theTimeIsReadForEachEightConnectionsOfASlice() {
    offer(CONNECTIONS);

    assertThat(fixture.metrics.latencies("r")).hasSize(CONNECTIONS);
    assertThat(fixture.metrics.latencies("r").stream().distinct()).hasSize(2 + 2 + 1);
  }

  @Test
  void anActionOfAWriteRunsAfterTheFlushThatWrites() {
    onWrite =
        () -> {
          onWrite = () -> {};
          Update next = updates.next("prices.a");
          ScriptedReader other = new ScriptedReader(hub, "other", update -> events.add("other"));
          readers.add(other);
          other.outbox().offer(next, false);
          hub.afterFlush(() -> events.add("action"));
        };

    offer(1);
    offer(1);

    assertThat(events).containsSubsequence("action", "other");
  }
}
