package io.feedhorn.hub;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.VerticleBase;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CensusTest {
  private final Stage stage = Stage.set();

  @AfterEach
  void close() {
    stage.close();
  }

  @Test
  void countsTheReadersOfAllHubs() {
    Census census = new Census(stage.vertx, 2);
    Stage.await(stage.onLoop(() -> census.answerFor(stage.hub, 0)));
    Stage.await(stage.vertx.deployVerticle(new OtherLoop(census)));
    stage.subscribe(stage.reader("one"), "prices.*");
    stage.subscribe(stage.reader("two"), "prices.a", "prices.>");

    assertThat(Stage.await(census.subscribers(List.of("prices.a", "prices.b", "chat.x"))))
        .containsEntry("prices.a", 3)
        .containsEntry("prices.b", 2)
        .containsEntry("chat.x", 0)
        .hasSize(3);
    assertThat(Stage.await(census.subscribers(List.of()))).isEmpty();
  }

  @Test
  void countsNobodyWhereALoopDoesNotAnswer() {
    Census census = new Census(stage.vertx, 3);
    Stage.await(stage.onLoop(() -> census.answerFor(stage.hub, 1)));
    stage.subscribe(stage.reader("one"), "prices.*");

    assertThat(Stage.await(census.subscribers(List.of("prices.a")))).containsEntry("prices.a", 1);
  }

  /** A second hub on an event loop of its own, with one reader of {@code prices.a}. */
  private final class OtherLoop extends VerticleBase {
    private final Census census;

    private OtherLoop(Census census) {
      this.census = census;
    }

    @Override
    public io.vertx.core.Future<?> start() {
      Hub hub = new Hub(vertx, stage.feeds, stage.meters, Stage.BACKLOG_BYTES);
      ScriptedReader reader = new ScriptedReader(hub, "other");
      hub.subscribe(reader.outbox(), Stage.patterns("prices.a"), null, true, Options.ALL);
      return census.answerFor(hub, 1);
    }
  }
}
