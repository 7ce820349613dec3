package io.feedhorn.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ChatRoomVerticleTest {
  private static final JsonObject BOB_LEFT =
      new JsonObject().put("kind", "leave").put("who", "b2").put("name", "Bob");

  private final Vertx vertx = Vertx.vertx();
  private final FakeNanoClock clock = new FakeNanoClock();
  private final CapturingPublisher box = CapturingPublisher.on(vertx);

  @BeforeEach
  void deploy() throws Exception {
    vertx
        .deployVerticle(new ChatRoomVerticle(clock, Duration.ofMillis(5)))
        .toCompletionStage()
        .toCompletableFuture()
        .get(50, TimeUnit.SECONDS);
  }

  @AfterEach
  void close() {
    vertx.close();
  }

  @Test
  void publishesLeaveForASilentUser() {
    recordUpdate("chat.lobby", user("b2", "Bob").put("kind", "join"));
    advanceUntilAUserLeft();

    assertThat(box.topics()).containsOnly("chat.lobby");
    assertThat(box.on("chat.lobby")).containsExactly(BOB_LEFT);
  }

  @Test
  void publishesLeaveForAUserKnownFromAliveUpdatesOnly() {
    recordUpdate("chat.alive", user("b2", "Bob").put("room", "lobby"));
    advanceUntilAUserLeft();

    assertThat(box.on("chat.lobby")).containsExactly(BOB_LEFT);
  }

  @Test
  void publishesNothingForAUserWhoLeft() {
    recordUpdate("chat.lobby", user("a1", "Ada").put("kind", "join"));
    recordUpdate("chat.lobby", user("a1", "Ada").put("kind", "leave"));
    recordUpdate("chat.lobby", user("b2", "Bob").put("kind", "message"));
    advanceUntilAUserLeft();

    assertThat(box.on("chat.lobby")).containsExactly(BOB_LEFT);
  }

  @Test
  void ignoresMalformedUpdates() {
    vertx.eventBus().publish("chat.lobby", 1);
    vertx.eventBus().publish("chat.alive", new JsonObject().put("data", "hello"));
    recordUpdate("chat.lobby", user("b2", "Bob").put("kind", "join"));
    advanceUntilAUserLeft();

    assertThat(box.on("chat.lobby")).containsExactly(BOB_LEFT);
  }

  /** Advances in steps that are shorter than the permitted silence. */
  private void advanceUntilAUserLeft() {
    await()
        .until(
            () -> {
              clock.advance(Duration.ofSeconds(10));
              return box.size() > 0;
            });
  }

  private static JsonObject user(String who, String name) {
    return new JsonObject().put("who", who).put("name", name);
  }

  private void recordUpdate(String topic, JsonObject data) {
    vertx
        .eventBus()
        .publish(
            topic, new JsonObject().put("type", "update").put("topic", topic).put("data", data));
  }
}
