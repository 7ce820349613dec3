package io.feedhorn.publish;

import io.feedhorn.json.RawJson;
import io.feedhorn.model.ConsecutiveUpdates;
import io.feedhorn.model.LogReset;
import io.feedhorn.model.Update;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.MessageCodec;
import io.vertx.core.json.JsonObject;
import java.util.function.Function;

/** A codec that passes an object within the JVM: the object itself, or a result of it. */
public record ByReferenceCodec<S, R>(String name, Function<S, R> received)
    implements MessageCodec<S, R> {
  private static final String CONSECUTIVE_UPDATES = "feedhorn.consecutive-updates";
  private static final String RESTART = "feedhorn.restart";
  private static final String UPDATE_AS_JSON = "feedhorn.update-as-json";

  /** Options for an {@link ConsecutiveUpdates} by reference, for hubs. */
  static final DeliveryOptions BY_REFERENCE =
      new DeliveryOptions().setLocalOnly(true).setCodecName(CONSECUTIVE_UPDATES);

  /** Options for a {@link LogReset} by reference, for hubs. */
  static final DeliveryOptions LOG_RESET =
      new DeliveryOptions().setLocalOnly(true).setCodecName(RESTART);

  /** Options for an update as a {@link JsonObject}, one for each consumer, for verticles. */
  static final DeliveryOptions AS_JSON =
      new DeliveryOptions().setLocalOnly(true).setCodecName(UPDATE_AS_JSON);

  /** Options for messages that stay on this node, also in a cluster. */
  static final DeliveryOptions LOCAL_ONLY = new DeliveryOptions().setLocalOnly(true);

  static void register(EventBus bus) {
    register(bus, PublishCommands.class, "feedhorn.append");
    register(bus, VerticlePublishes.class, "feedhorn.append-of-verticle");
    register(bus, PublishResults.class, "feedhorn.answer");
    register(bus, CurrentValues.class, "feedhorn.values");
    once(
        () ->
            bus.registerCodec(
                new ByReferenceCodec<>(
                    CONSECUTIVE_UPDATES, Function.<ConsecutiveUpdates>identity())));
    once(() -> bus.registerCodec(new ByReferenceCodec<>(RESTART, Function.<LogReset>identity())));
    once(
        () ->
            bus.registerCodec(
                new ByReferenceCodec<Update, JsonObject>(
                    UPDATE_AS_JSON, update -> RawJson.object(update.json()))));
  }

  /** Registers a class whose objects are sent by reference; they must not be changed then. */
  public static <T> void register(EventBus bus, Class<T> type, String name) {
    once(
        () -> bus.registerDefaultCodec(type, new ByReferenceCodec<>(name, Function.<T>identity())));
  }

  /** Runs a registration. Most verticles register the same codecs on their event bus. */
  private static void once(Runnable registration) {
    try {
      registration.run();
    } catch (IllegalStateException registered) {
      // Not in the log: each start of a source would have seven stack traces, and none is a fault.
    }
  }

  @Override
  public R transform(S sent) {
    return received.apply(sent);
  }

  @Override
  public void encodeToWire(Buffer buffer, S sent) {
    throw new UnsupportedOperationException(name + " does not leave the JVM");
  }

  @Override
  public R decodeFromWire(int position, Buffer buffer) {
    throw new UnsupportedOperationException(name + " does not leave the JVM");
  }

  @Override
  public byte systemCodecID() {
    return -1;
  }
}
