package io.feedhorn.publish;

import io.feedhorn.log.FeedLog;
import io.feedhorn.log.Feeds;
import io.feedhorn.model.Code;
import io.feedhorn.model.JsonText;
import io.feedhorn.model.Meters;
import io.feedhorn.model.Refusal;
import io.feedhorn.model.Topic;
import io.feedhorn.model.Update;
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
  private static final int MOST_KEYS = 1_000_000;

  private final Feeds feeds;
  private final Meters meters;
  private final int messageBytes;
  private final Idempotency idempotency = new Idempotency(MOST_KEYS);

  /**
   * @param messageBytes the largest value a verticle may publish
   */
  public FeedVerticle(Feeds feeds, Meters meters, int messageBytes) {
    this.feeds = feeds;
    this.meters = meters;
    this.messageBytes = messageBytes;
  }

  @Override
  public Future<?> start() {
    LocalCodec.register(vertx.eventBus());
    vertx.setPeriodic(FORGET_MILLIS, timer -> forget());
    EventBus bus = vertx.eventBus();
    bus.consumer(Addresses.WRITER_ALIVE, asked -> asked.reply(null));
    return bus.consumer(Addresses.PUBLISH, this::publish).completion();
  }

  private void publish(Message<Object> message) {
    if (message.body() instanceof Append append) {
      message.reply(answer(append));
    } else {
      answerVerticle(message);
    }
  }

  private Answer answer(Append append) {
    try {
      return new Answer(append(append), null);
    } catch (RuntimeException failure) {
      return new Answer(null, told(failure));
    }
  }

  private void answerVerticle(Message<Object> message) {
    try {
      Receipt receipt = append(checked(message.body()));
      message.reply(new JsonObject(receipt.json()));
    } catch (RuntimeException failure) {
      Refusal refusal = told(failure);
      message.fail(refusal.code().status(), refusal.code().wire() + ": " + refusal.reason());
    }
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

  private Receipt append(Append append) {
    long now = feeds.clock().micros();
    String key = append.idempotencyKey();
    Receipt earlier = key == null ? null : idempotency.earlier(append.topic(), key, now);
    if (earlier != null) {
      return earlier;
    }
    FeedLog log = feeds.writable(append.topic().feed());
    Update update = log.append(append.topic(), append.data(), now);
    Receipt receipt = Receipt.of(update);
    if (key != null) {
      idempotency.remember(append.topic(), key, receipt);
    }
    send(update);
    meters.published(append.topic().feed());
    return receipt;
  }

  private void send(Update update) {
    EventBus bus = vertx.eventBus();
    bus.publish(Addresses.updates(update.topic().feed()), update, LocalCodec.BY_REFERENCE);
    bus.publish(update.topic().name(), update, LocalCodec.AS_JSON);
  }

  private void forget() {
    long now = feeds.clock().micros();
    feeds.logs().forEach(log -> log.forget(now));
  }

  private static Refusal told(RuntimeException failure) {
    if (!(failure instanceof Refusal)) {
      LOG.error("An update could not be appended", failure);
    }
    return Refusal.of(failure);
  }
}
