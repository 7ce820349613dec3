package io.feedhorn.publish;

import io.feedhorn.json.RawJson;
import io.feedhorn.model.LogReset;
import io.feedhorn.model.Update;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.MessageCodec;
import io.vertx.core.json.JsonObject;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands an object over within the JVM, by reference or as something made from it, without writing
 * it. It cannot leave the JVM.
 */
public record ByReferenceCodec<S, R>(String name, Function<S, R> received)
    implements MessageCodec<S, R> {
  private static final Logger LOG = LoggerFactory.getLogger(ByReferenceCodec.class);
  private static final String UPDATE = "feedhorn.update";
  private static final String RESTART = "feedhorn.restart";
  private static final String UPDATE_AS_JSON = "feedhorn.update-as-json";

  /** An update by reference, for hubs. */
  static final DeliveryOptions BY_REFERENCE =
      new DeliveryOptions().setLocalOnly(true).setCodecName(UPDATE);

  /** A restart by reference, for hubs. */
  static final DeliveryOptions LOG_RESET =
      new DeliveryOptions().setLocalOnly(true).setCodecName(RESTART);

  /** An update as a {@link JsonObject}, one for each consumer, for user verticles. */
  static final DeliveryOptions AS_JSON =
      new DeliveryOptions().setLocalOnly(true).setCodecName(UPDATE_AS_JSON);

  /** For messages that stay on this node, also where it is one of several. */
  static final DeliveryOptions LOCAL_ONLY = new DeliveryOptions().setLocalOnly(true);

  static void register(EventBus bus) {
    once(
        () ->
            bus.registerDefaultCodec(
                PublishCommand.class,
                new ByReferenceCodec<>("feedhorn.append", Function.<PublishCommand>identity())));
    once(
        () ->
            bus.registerDefaultCodec(
                PublishResult.class,
                new ByReferenceCodec<>("feedhorn.answer", Function.<PublishResult>identity())));
    once(() -> bus.registerCodec(new ByReferenceCodec<>(UPDATE, Function.<Update>identity())));
    once(() -> bus.registerCodec(new ByReferenceCodec<>(RESTART, Function.<LogReset>identity())));
    once(
        () ->
            bus.registerCodec(
                new ByReferenceCodec<Update, JsonObject>(
                    UPDATE_AS_JSON, update -> RawJson.object(update.json()))));
  }

  /** Lets objects of a class be sent by reference. Nobody may change one that was sent. */
  public static <T> void register(EventBus bus, Class<T> type, String name) {
    once(
        () -> bus.registerDefaultCodec(type, new ByReferenceCodec<>(name, Function.<T>identity())));
  }

  /** A codec stays with its event bus: a node that starts there again finds it. */
  private static void once(Runnable registration) {
    try {
      registration.run();
    } catch (IllegalStateException registered) {
      LOG.debug("Registered by an earlier node", registered);
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
