package io.feedhorn.publish;

import io.feedhorn.log.Feeds;
import io.feedhorn.model.Code;
import io.feedhorn.model.JsonText;
import io.feedhorn.model.Meters;
import io.feedhorn.model.Position;
import io.feedhorn.model.Refusal;
import io.feedhorn.model.Topic;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.EncodeException;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonObject;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The writer of all feeds of this node, on one event loop. Whatever is published arrives here, is
 * given its place, and goes out by reference to the hubs and as JSON to verticles that consume the
 * topic's address. The order of arrival is the order of the log.
 */
public final class FeedVerticle extends VerticleBase {
  private static final Logger LOG = LoggerFactory.getLogger(FeedVerticle.class);
  private static final long FORGET_MILLIS = 5_000;

  private final Feeds feeds;
  private final Ledger ledger;
  private final int messageBytes;

  /** The writer of a node that is alone. */
  public FeedVerticle(Feeds feeds, Meters meters, int messageBytes) {
    this(feeds, new LocalLedger(feeds, meters), messageBytes);
  }

  /**
   * @param ledger where updates get their place
   * @param messageBytes the largest value a verticle may publish
   */
  public FeedVerticle(Feeds feeds, Ledger ledger, int messageBytes) {
    this.feeds = feeds;
    this.ledger = ledger;
    this.messageBytes = messageBytes;
  }

  @Override
  public Future<?> start() {
    LocalCodec.register(vertx.eventBus());
    vertx.setPeriodic(FORGET_MILLIS, timer -> forget());
    EventBus bus = vertx.eventBus();
    bus.localConsumer(Addresses.WRITER_ALIVE, asked -> asked.reply(null));
    bus.localConsumer(Addresses.REACHES, this::reaches);
    return ledger
        .open(vertx)
        .compose(open -> bus.localConsumer(Addresses.PUBLISH, this::publish).completion());
  }

  @Override
  public Future<?> stop() {
    return ledger.close();
  }

  private void publish(Message<Object> message) {
    if (message.body() instanceof Append append) {
      ledger
          .append(append)
          .onSuccess(receipt -> message.reply(new Answer(receipt, null)))
          .onFailure(failure -> message.reply(new Answer(null, told(failure))));
    } else {
      answerVerticle(message);
    }
  }

  private void reaches(Message<JsonObject> asked) {
    JsonObject at = asked.body();
    ledger
        .reaches(at.getString("feed"), new Position(at.getString("epoch"), at.getLong("offset")))
        .onSuccess(asked::reply)
        .onFailure(failure -> asked.fail(0, failure.getMessage()));
  }

  private void answerVerticle(Message<Object> message) {
    verticle(message.body())
        .onSuccess(receipt -> message.reply(new JsonObject(receipt.json())))
        .onFailure(failure -> refuse(message, told(failure)));
  }

  private Future<Receipt> verticle(Object body) {
    try {
      return ledger.append(checked(body));
    } catch (RuntimeException failure) {
      return Future.failedFuture(failure);
    }
  }

  private static void refuse(Message<Object> message, Refusal refusal) {
    message.fail(refusal.code().status(), refusal.code().wire() + ": " + refusal.reason());
  }

  private Append checked(Object body) {
    if (!(body instanceof JsonObject request)
        || !(request.getValue("topic") instanceof String topic)
        || !request.containsKey("data")) {
      throw new Refusal(
          Code.BAD_REQUEST, "Publish a JsonObject {\"topic\": string, \"data\": any value}.");
    }
    Topic checked = Topic.parse(topic);
    Buffer data = encoded(request.getValue("data"));
    if (data.length() > messageBytes) {
      throw new Door(vertx.eventBus(), messageBytes).tooLarge(data.length());
    }
    return new Append(checked, data, null);
  }

  private static Buffer encoded(Object data) {
    try {
      return JsonText.compact(Json.encode(data));
    } catch (EncodeException e) {
      throw new Refusal(Code.BAD_JSON, "'data' cannot be written as JSON: " + e.getMessage());
    }
  }

  private void forget() {
    long now = feeds.clock().micros();
    feeds.logs().forEach(log -> log.forget(now));
  }

  private static Refusal told(Throwable failure) {
    if (!(failure instanceof Refusal)) {
      LOG.error("An update could not be appended", failure);
    }
    return Refusal.of(failure);
  }
}
