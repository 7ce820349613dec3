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
 * Keeps the room {@code chat.lobby} honest about who is there: pages say when they join, leave and,
 * every 10 seconds, that they are alive; for one that fell silent this verticle says that it left.
 */
public final class ChatRoomVerticle extends VerticleBase {
  private static final String LOBBY = "chat.lobby";
  private static final String ALIVE = "chat.alive";
  private static final int MAX_GUESTS = 10_000;
  private static final int MAX_UNANSWERED = 100;
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration PAUSE = Duration.ofSeconds(4);
  private static final Duration SWEEP = Duration.ofSeconds(1);

  private final BooleanSupplier speaking;
  private final LongSupplier nanos;
  private final Duration sweep;
  private final Presence presence;
  private long lastSweep;

  /**
   * @param speaking whether it is this node's to say who left; asked at each sweep
   */
  public ChatRoomVerticle(BooleanSupplier speaking) {
    this(speaking, System::nanoTime, SWEEP);
  }

  ChatRoomVerticle(LongSupplier nanos, Duration sweep) {
    this(() -> true, nanos, sweep);
  }

  private ChatRoomVerticle(BooleanSupplier speaking, LongSupplier nanos, Duration sweep) {
    this.speaking = speaking;
    this.nanos = nanos;
    this.lastSweep = System.nanoTime();
    this.sweep = sweep;
    this.presence = new Presence(MAX_GUESTS, PATIENCE, nanos);
  }

  @Override
  public Future<?> start() {
    BoundedPublisher publisher = new BoundedPublisher(Publisher.on(vertx), MAX_UNANSWERED, nanos);
    vertx.setPeriodic(sweep.toMillis(), timer -> sayWhoLeft(publisher));
    return Future.all(
        vertx.eventBus().localConsumer(LOBBY, this::lobby).completion(),
        vertx.eventBus().localConsumer(ALIVE, this::alive).completion());
  }

  private void lobby(Message<Object> update) {
    PresenceEvent sign = PresenceEvent.inLobby(update.body());
    if (sign == null) {
      return;
    }
    if (sign.here()) {
      presence.heard(sign.user());
    } else {
      presence.left(sign.user().who());
    }
  }

  private void alive(Message<Object> update) {
    PresenceEvent sign = PresenceEvent.ofLife(update.body());
    if (sign != null) {
      presence.isAlive(sign.user());
    }
  }

  private void sayWhoLeft(BoundedPublisher publisher) {
    // The process' own time, whatever clock the guests are measured by.
    long now = System.nanoTime();
    if (now - lastSweep > PAUSE.toNanos()) {
      // It was this process that was silent: what guests said meanwhile is still to be read.
      presence.excuse(now - lastSweep);
    }
    lastSweep = now;
    if (!speaking.getAsBoolean()) {
      return;
    }
    while (publisher.canPublish()) {
      ChatUser user = presence.removeSilent();
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
