package io.feedhorn.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.publish.Publisher;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RotaTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final Vertx vertx = Vertx.vertx();
  private final TestClock clock = new TestClock();
  private final Outlet outlet = new Outlet(Publisher.on(vertx), 10, clock);
  private final List<Integer> turns = new ArrayList<>();

  @AfterEach
  void close() {
    vertx.close();
  }

  @Test
  void givesEveryoneTheirTurnRoundAndRound() {
    Rota rota = new Rota(3, new Pace(7, clock), outlet, turns::add);
    clock.pass(SECOND);
    rota.giveDueTurns();

    assertThat(turns).containsExactly(0, 1, 2, 0, 1, 2, 0);
  }

  @Test
  void givesTurnsOneAtATimeAsTheyFallDue() {
    Rota rota = new Rota(4, new Pace(4, clock), outlet, turns::add);
    for (int quarter = 1; quarter <= 4; quarter++) {
      clock.pass(Duration.ofMillis(250));
      rota.giveDueTurns();
      assertThat(turns).hasSize(quarter);
    }
  }

  @Test
  void skipsTurnsWhileTooMuchIsUnanswered() {
    Letterbox.thatNeverAnswers(vertx);
    Rota rota = new Rota(4, new Pace(1000, clock), outlet, this::publish);
    clock.pass(SECOND);
    rota.giveDueTurns();
    clock.pass(SECOND);
    rota.giveDueTurns();

    assertThat(turns).containsExactly(0, 1, 2, 3, 0, 1, 2, 3, 0, 1);
  }

  private void publish(int player) {
    turns.add(player);
    outlet.publish("prices.SPX-" + player, new JsonObject());
  }
}
