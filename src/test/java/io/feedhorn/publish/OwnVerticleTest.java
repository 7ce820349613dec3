package io.feedhorn.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.feedhorn.log.FeedOptions;
import io.feedhorn.log.FeedRegistry;
import io.feedhorn.log.FeedsOptions;
import io.feedhorn.model.Clock;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tests verticles of a user: one that publishes, and one that consumes. */
class OwnVerticleTest {
  private static final Logger LOG = LoggerFactory.getLogger(OwnVerticleTest.class);

  /** Publishes a temperature ten times per second. */
  static class Thermometer extends VerticleBase {
    private double celsius = 20;

    @Override
    public Future<?> start() {
      Publisher publisher = Publisher.on(vertx);
      vertx.setPeriodic(
          100,
          tick -> {
            celsius += 0.5;
            publisher
                .publish("rooms.kitchen", new JsonObject().put("celsius", celsius))
                .onFailure(refused -> LOG.warn("The temperature was not accepted", refused));
          });
      return Future.succeededFuture();
    }
  }

  /** Consumes the topic by its address, and publishes an alarm above a limit. */
  static class Alarm extends VerticleBase {
    @Override
    public Future<?> start() {
      return vertx
          .eventBus()
          .<JsonObject>consumer("rooms.kitchen", message -> onUpdate(message.body()))
          .completion();
    }

    private void onUpdate(JsonObject update) {
      double celsius = update.getJsonObject("data").getDouble("celsius");
      if (celsius > 21) {
        Publisher.on(vertx)
            .publish("alarms.kitchen", "It has " + celsius + " °C.")
            .onFailure(refused -> LOG.error("Nobody hears the alarm", refused));
      }
    }
  }

  @Test
  void publishesAndConsumesOnTheEventBus() throws Exception {
    List<JsonObject> alarms = new CopyOnWriteArrayList<>();
    vertx.eventBus().<JsonObject>consumer("alarms.kitchen", alarm -> alarms.add(alarm.body()));

    deploy(new Alarm());
    deploy(new Thermometer());

    await().until(() -> alarms.size() >= 2);
    assertThat(alarms.get(0).getString("data")).isEqualTo("It has 21.5 °C.");
    assertThat(alarms).extracting(alarm -> alarm.getLong("seq")).startsWith(1L, 2L);
  }

  private final Vertx vertx = Vertx.vertx();

  @BeforeEach
  void startTheWriter() throws Exception {
    FeedsOptions catalog = new FeedsOptions(FeedOptions.DEFAULT, Map.of());
    FeedRegistry feeds = new FeedRegistry(catalog, Clock.system(), new Random());
    deploy(new FeedWriterVerticle(feeds, new NoMetrics(), 64 * 1024));
  }

  @AfterEach
  void stop() throws Exception {
    vertx.close().await(50, TimeUnit.SECONDS);
  }

  private void deploy(VerticleBase verticle) throws Exception {
    vertx.deployVerticle(verticle).await(50, TimeUnit.SECONDS);
  }
}
