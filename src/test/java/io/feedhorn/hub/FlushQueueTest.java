package io.feedhorn.hub;

import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.model.Update;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A flush whose slices are one connection each. */
class FlushQueueTest {
  private final HubFixture fixture = HubFixture.start();
  private final TestUpdates updates = new TestUpdates();
  private final List<ScriptedReader> readers = new ArrayList<>();
  private final List<String> events = new CopyOnWriteArrayList<>();

  private Runnable betweenSlices = () -> {};

  FlushQueueTest() {
    for (int i = 0; i < 3; i++) {
      boolean first = i == 0;
      readers.add(
          fixture.callOnLoop(() -> new ScriptedReader(fixture.hub, "r", u -> written(u, first))));
    }
  }

  private void written(Update update, boolean first) {
    if (first && update.offset() == 1) {
      // A task is run before the next slice, which waits until the loop has read.
      fixture.loop.runOnContext(none -> betweenSlices.run());
    }
  }

  @AfterEach
  void close() {
    fixture.close();
    readers.forEach(reader -> assertThat(reader.violations()).isEmpty());
  }

  @Test
  void writesAnUpdateThatArrivesBetweenTheSlicesToEachConnectionOnceAndInOrder() {
    betweenSlices = this::offerToAll;
    fixture.runOnLoop(this::offerToAll);
    fixture.awaitFlush();

    assertThat(readers).allSatisfy(r -> assertThat(r.offsets()).containsExactly(1L, 2L));
    assertThat(readers.stream().map(ScriptedReader::flushes))
        .as("only the connection that was written to before needs another flush")
        .containsExactly(2, 1, 1);
  }

  @Test
  void runsAnActionFromBetweenTheSlicesAfterTheUpdatesBeforeIt() {
    betweenSlices =
        () -> {
          offerToAll();
          fixture.hub.afterFlush(() -> events.add("second " + readers.get(0).offsets()));
        };
    fixture.runOnLoop(
        () -> {
          offerToAll();
          fixture.hub.afterFlush(() -> events.add("first " + readers.get(0).offsets()));
        });
    fixture.awaitFlush();

    assertThat(events).containsExactly("first [1]", "second [1, 2]");
  }

  @Test
  void writesNothingToAConnectionThatIsClosedBetweenTheSlices() {
    betweenSlices = () -> readers.get(2).close();
    fixture.runOnLoop(this::offerToAll);
    fixture.awaitFlush();

    assertThat(readers.get(1).offsets()).containsExactly(1L);
    assertThat(readers.get(2).offsets()).isEmpty();
  }

  private void offerToAll() {
    Update update = updates.next("prices.a");
    readers.forEach(reader -> reader.outbox().offer(update, false));
  }
}
