package io.feedhorn.hub;

import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.trace.Tracer;
import io.vertx.core.VerticleBase;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SubscriberCounterTest {
  private final HubFixture fixture = HubFixture.start();

  @AfterEach
  void close() {
    fixture.close();
  }

  @Test
  void countsTheSubscribersOfAllHubs() {
    SubscriberCounter counter = new SubscriberCounter(fixture.vertx, 2);
    HubFixture.await(fixture.callOnLoop(() -> counter.answerFor(fixture.hub, 0)));
    HubFixture.await(fixture.vertx.deployVerticle(new OtherLoop(counter)));
    fixture.subscribe(fixture.reader("one"), "prices.*");
    fixture.subscribe(fixture.reader("two"), "prices.a", "prices.>");

    assertThat(HubFixture.await(counter.subscribers(List.of("prices.a", "prices.b", "chat.x"))))
        .containsEntry("prices.a", 3)
        .containsEntry("prices.b", 2)
        .containsEntry("chat.x", 0)
        .hasSize(3);
    assertThat(HubFixture.await(counter.subscribers(List.of()))).isEmpty();
  }

  @Test
  void countsNoneForALoopThatDoesNotAnswer() {
    SubscriberCounter counter = new SubscriberCounter(fixture.vertx, 3);
    HubFixture.await(fixture.callOnLoop(() -> counter.answerFor(fixture.hub, 1)));
    fixture.subscribe(fixture.reader("one"), "prices.*");

    assertThat(HubFixture.await(counter.subscribers(List.of("prices.a"))))
        .containsEntry("prices.a", 1);
  }

  /** A second hub on an event loop of its own, with one reader of {@code prices.a}. */
  private final class OtherLoop extends VerticleBase {
    private final SubscriberCounter counter;

    private OtherLoop(SubscriberCounter counter) {
      this.counter = counter;
    }

    @Override
    public io.vertx.core.Future<?> start() {
      Hub hub =
          new Hub(
              vertx,
              fixture.feeds,
              fixture.metrics,
              HubFixture.BACKLOG_BYTES,
              Tracer.NONE,
              WriteBatch.NONE);
      ScriptedReader reader = new ScriptedReader(hub, "other");
      hub.subscribe(
          reader.outbox(), HubFixture.patterns("prices.a"), null, true, SubscribeOptions.ALL);
      return counter.answerFor(hub, 1);
    }
  }
}
