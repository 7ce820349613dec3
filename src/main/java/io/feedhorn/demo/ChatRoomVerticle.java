package io.feedhorn.demo;

import io.feedhorn.publish.Publisher;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * Publishes {@code leave} in the room {@code chat.lobby} for users whose page is silent. Pages
 * publish when they join, when they leave and, every 10 s, that they are alive.
 */
public final class ChatRoomVerticle extends VerticleBase {
  private static final String LOBBY = "chat.lobby";
  private static final String ALIVE = "chat.alive";
  private static final int MAX_USERS = 10_000;
  private static final int MAX_UNANSWERED = 100;
  private static final Duration MAX_SILENCE = Duration.ofSeconds(30);
  private static final Duration MAX_SWEEP_DELAY = Duration.ofSeconds(4);
  private static final Duration SWEEP_INTERVAL = Duration.ofSeconds(1);

  private final BooleanSupplier enabled;
  private final LongSupplier nanoTime;
  private final Duration sweepInterval;
  private final Presence presence;
  private long lastSweep;

  /**
   * @param enabled returns true if this node publishes; called at each sweep
   */
  public ChatRoomVerticle(BooleanSupplier enabled) {
    this(enabled, System::nanoTime, SWEEP_INTERVAL);
  }

  ChatRoomVerticle(LongSupplier nanoTime, Duration sweepInterval) {
    this(() -> true, nanoTime, sweepInterval);
  }

  private ChatRoomVerticle(BooleanSupplier enabled, LongSupplier nanoTime, Duration sweepInterval) {
    this.enabled = enabled;
    this.nanoTime = nanoTime;
    this.lastSweep = System.nanoTime();
    this.sweepInterval = sweepInterval;
    this.presence = new Presence(MAX_USERS, MAX_SILENCE, nanoTime);
  }

  @Override
  public Future<?> start() {
    BoundedPublisher publisher =
        new BoundedPublisher(Publisher.on(vertx), MAX_UNANSWERED, nanoTime);
    vertx.setPeriodic(sweepInterval.toMillis(), timer -> publishLeaves(publisher));
    return Future.all(
        vertx.eventBus().localConsumer(LOBBY, this::onLobbyUpdate).completion(),
        vertx.eventBus().localConsumer(ALIVE, this::onAliveUpdate).completion());
  }

  private void onLobbyUpdate(Message<Object> update) {
    PresenceEvent event = PresenceEvent.inLobby(update.body());
    if (event == null) {
      return;
    }
    if (event.present()) {
      presence.join(event.user());
    } else {
      presence.leave(event.user().who());
    }
  }

  private void onAliveUpdate(Message<Object> update) {
    PresenceEvent event = PresenceEvent.inAlive(update.body());
    if (event != null) {
      presence.keepAlive(event.user());
    }
  }

  private void publishLeaves(BoundedPublisher publisher) {
    // The time of the process, also if a test controls the clock of the users.
    long now = System.nanoTime();
    if (now - lastSweep > MAX_SWEEP_DELAY.toNanos()) {
      // This process was paused: updates of that time are still to be received.
      presence.extend(now - lastSweep);
    }
    lastSweep = now;
    if (!enabled.getAsBoolean()) {
      return;
    }
    while (publisher.canPublish()) {
      ChatUser user = presence.removeSilentUser();
      if (user == null) {
        return;
      }
      publisher.publish(LOBBY, leave(user));
    }
  }

  private static JsonObject leave(ChatUser user) {
    return new JsonObject().put("kind", "leave").put("who", user.who()).put("name", user.name());
  }
}
