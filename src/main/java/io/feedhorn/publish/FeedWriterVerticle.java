package io.feedhorn.publish;

import io.feedhorn.json.RawJson;
import io.feedhorn.log.FeedRegistry;
import io.feedhorn.metrics.Metrics;
import io.feedhorn.model.ErrorCode;
import io.feedhorn.model.FeedException;
import io.feedhorn.model.Position;
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
public final class FeedWriterVerticle extends VerticleBase {
  private static final Logger LOG = LoggerFactory.getLogger(FeedWriterVerticle.class);
  private static final long FORGET_MILLIS = 5_000;

  private final FeedRegistry feeds;
  private final FeedWriter feedWriter;
  private final int messageBytes;

  /** The writer of a node that is alone. */
  public FeedWriterVerticle(FeedRegistry feeds, Metrics metrics, int messageBytes) {
    this(feeds, new LocalFeedWriter(feeds, metrics), messageBytes);
  }

  /**
   * @param feedWriter where updates get their place
   * @param messageBytes the largest value a verticle may publish
   */
  public FeedWriterVerticle(FeedRegistry feeds, FeedWriter feedWriter, int messageBytes) {
    this.feeds = feeds;
    this.feedWriter = feedWriter;
    this.messageBytes = messageBytes;
  }

  @Override
  public Future<?> start() {
    ByReferenceCodec.register(vertx.eventBus());
    vertx.setPeriodic(FORGET_MILLIS, timer -> forget());
    EventBus bus = vertx.eventBus();
    bus.localConsumer(Addresses.WRITER_ALIVE, asked -> asked.reply(null));
    bus.localConsumer(Addresses.REACHES, this::reaches);
    return feedWriter
        .start(vertx)
        .compose(open -> bus.localConsumer(Addresses.PUBLISH, this::publish).completion());
  }

  @Override
  public Future<?> stop() {
    return feedWriter.close();
  }

  private void publish(Message<Object> message) {
    if (message.body() instanceof PublishCommand command) {
      feedWriter
          .append(command)
          .onSuccess(receipt -> message.reply(new PublishResult(receipt, null)))
          .onFailure(failure -> message.reply(new PublishResult(null, told(failure))));
    } else {
      answerVerticle(message);
    }
  }

  private void reaches(Message<JsonObject> asked) {
    JsonObject at = asked.body();
    feedWriter
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
      return feedWriter.append(checked(body));
    } catch (RuntimeException failure) {
      return Future.failedFuture(failure);
    }
  }

  private static void refuse(Message<Object> message, FeedException exception) {
    message.fail(exception.code().status(), exception.code().wire() + ": " + exception.reason());
  }

  private PublishCommand checked(Object body) {
    if (!(body instanceof JsonObject request)
        || !(request.getValue("topic") instanceof String topic)
        || !request.containsKey("data")) {
      throw new FeedException(
          ErrorCode.BAD_REQUEST, "Publish a JsonObject {\"topic\": string, \"data\": any value}.");
    }
    Topic checked = Topic.parse(topic);
    Buffer data = encoded(request.getValue("data"));
    if (data.length() > messageBytes) {
      throw new PublishService(vertx.eventBus(), messageBytes).tooLarge(data.length());
    }
    return new PublishCommand(checked, data, null);
  }

  private static Buffer encoded(Object data) {
    try {
      return RawJson.compact(Json.encode(data));
    } catch (EncodeException e) {
      throw new FeedException(
          ErrorCode.BAD_JSON, "'data' cannot be written as JSON: " + e.getMessage());
    }
  }

  private void forget() {
    long now = feeds.clock().micros();
    feeds.logs().forEach(log -> log.evictExpired(now));
  }

  private static FeedException told(Throwable failure) {
    if (!(failure instanceof FeedException)) {
      LOG.error("An update could not be appended", failure);
    }
    return FeedException.of(failure);
  }
}
