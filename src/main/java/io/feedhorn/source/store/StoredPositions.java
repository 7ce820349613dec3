package io.feedhorn.source.store;

import io.feedhorn.source.SourcePositions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/** The positions of the {@link PositionService} of a Vert.x instance. Safe on any thread. */
public final class StoredPositions implements SourcePositions {
  private static final DeliveryOptions LOCAL_ONLY = new DeliveryOptions().setLocalOnly(true);

  private final EventBus bus;

  public StoredPositions(Vertx vertx) {
    this.bus = vertx.eventBus();
  }

  @Override
  public Future<@Nullable String> load(String source) {
    return send(new JsonObject().put(PositionService.SOURCE, source));
  }

  @Override
  public Future<Void> save(String source, String position) {
    return send(new JsonObject()
            .put(PositionService.SOURCE, source)
            .put(PositionService.POSITION, position))
        .mapEmpty();
  }

  private Future<@Nullable String> send(JsonObject command) {
    return bus.<@Nullable String>request(PositionService.ADDRESS, command, LOCAL_ONLY)
        .map(Message::body);
  }
}
