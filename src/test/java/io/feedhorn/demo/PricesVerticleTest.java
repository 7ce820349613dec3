package io.feedhorn.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PricesVerticleTest {
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration POLL = Duration.ofMillis(5);

  private final Vertx vertx = Vertx.vertx();
  private final FakeNanoClock clock = new FakeNanoClock();

  @AfterEach
  void close() {
    vertx.close();
  }

  @Test
  void publishesEachInstrumentAtItsRate() throws Exception {
    CapturingPublisher box = CapturingPublisher.on(vertx);
    String id = deploy(12, 4);
    clock.advance(SECOND);
    await().until(() -> box.size() == 48);
    undeploy(id);

    assertThat(box.topics()).hasSize(48);
    assertThat(new HashSet<>(box.topics()))
        .hasSize(12)
        .contains("prices.SPX-2008")
        .allMatch(topic -> Collections.frequency(box.topics(), topic) == 4);
  }

  @Test
  void keepsTwoDecimalsOnTheWire() throws Exception {
    CapturingPublisher box = CapturingPublisher.on(vertx);
    deploy(1, 500);
    clock.advance(SECOND);
    await().until(() -> box.size() == 500);

    List<JsonObject> ticks = box.on("prices.SPX-2008");
    assertThat(ticks.get(0).encode())
        .isEqualTo(
            """
            {"name":"S&P 500 · 2008","date":"2008-01-02","price":1467.97,"open":1467.97,\
            "high":1467.97,"low":1467.97,"previousClose":1468.36}""");
    assertThat(ticks)
        .allMatch(tick -> tick.encode().matches(".*\"price\":[0-9]+\\.[0-9]{2},.*"))
        .anyMatch(tick -> tick.encode().matches(".*\"price\":[0-9]+\\.[0-9]0,.*"));
  }

  @Test
  void keepsItsRateWithTenThousandInstruments() throws Exception {
    CapturingPublisher box = CapturingPublisher.on(vertx);
    deploy(10_000, 0.1);
    clock.advance(SECOND);
    await().until(() -> box.size() == 1000);

    assertThat(box.topics()).doesNotHaveDuplicates();
  }

  @Test
  void continuesWhilePublishesFail() throws Exception {
    CapturingPublisher box = CapturingPublisher.withFailures(vertx);
    deploy(2, 100);
    for (int second = 1; second <= 100; second++) {
      int published = 200 * second;
      clock.advance(SECOND);
      await().pollInterval(POLL).until(() -> box.size() == published);
    }
  }

  @Test
  void publishesNothingIfTheRateOrTheNumberIsZero() throws Exception {
    CapturingPublisher box = CapturingPublisher.on(vertx);
    undeploy(deploy(12, 0));
    undeploy(deploy(0, 4));

    assertThat(box.topics()).isEmpty();
  }

  private String deploy(int topics, double rate) throws Exception {
    DemoOptions options = new DemoOptions(true, topics, rate, 0, 0);
    return vertx
        .deployVerticle(new PricesVerticle(options, clock, 4096))
        .toCompletionStage()
        .toCompletableFuture()
        .get(50, TimeUnit.SECONDS);
  }

  private void undeploy(String id) throws Exception {
    vertx.undeploy(id).toCompletionStage().toCompletableFuture().get(50, TimeUnit.SECONDS);
  }
}
