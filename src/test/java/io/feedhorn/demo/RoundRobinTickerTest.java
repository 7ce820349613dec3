package io.feedhorn.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.publish.Publisher;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RoundRobinTickerTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final Vertx vertx = Vertx.vertx();
  private final FakeNanoClock clock = new FakeNanoClock();
  private final BoundedPublisher publisher = new BoundedPublisher(Publisher.on(vertx), 10, clock);
  private final List<Integer> turns = new ArrayList<>();

  @AfterEach
  void close() {
    vertx.close();
  }

  @Test
  void callsAllSourcesInTurn() {
    RoundRobinTicker ticker =
        new RoundRobinTicker(3, new RatePacer(7, clock), publisher, turns::add);
    clock.advance(SECOND);
    ticker.tick();

    assertThat(turns).containsExactly(0, 1, 2, 0, 1, 2, 0);
  }

  @Test
  void callsOneSourceForEachDueTick() {
    RoundRobinTicker ticker =
        new RoundRobinTicker(4, new RatePacer(4, clock), publisher, turns::add);
    for (int quarter = 1; quarter <= 4; quarter++) {
      clock.advance(Duration.ofMillis(250));
      ticker.tick();
      assertThat(turns).hasSize(quarter);
    }
  }

  @Test
  void dropsTicksWhileTooManyPublishesAreUnanswered() {
    CapturingPublisher.withoutReceipts(vertx);
    RoundRobinTicker ticker =
        new RoundRobinTicker(4, new RatePacer(1000, clock), publisher, this::publish);
    clock.advance(SECOND);
    ticker.tick();
    clock.advance(SECOND);
    ticker.tick();

    assertThat(turns).containsExactly(0, 1, 2, 3, 0, 1, 2, 3, 0, 1);
  }

  private void publish(int player) {
    turns.add(player);
    publisher.publish("prices.SPX-" + player, new JsonObject());
  }
}
