package io.feedhorn.publish;

import io.feedhorn.json.RawJson;
import io.feedhorn.log.FeedRegistry;
import io.feedhorn.metrics.Metrics;
import io.feedhorn.model.ErrorCode;
import io.feedhorn.model.FeedException;
import io.feedhorn.model.Position;
import io.feedhorn.model.Topic;
import io.feedhorn.model.TraceContext;
import io.feedhorn.notify.NotificationSchema;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.EncodeException;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The writer of all feeds of this node, on one event loop. It receives everything that is
 * published; the order of arrival is the order of the log. The {@link FeedWriter} stores the
 * updates and broadcasts them.
 */
public final class FeedWriterVerticle extends VerticleBase {
  private static final Logger LOG = LoggerFactory.getLogger(FeedWriterVerticle.class);
  private static final long EVICTION_INTERVAL_MILLIS = 5_000;
  private static final int MAX_KEY_CHARACTERS = 255;

  private final FeedRegistry feeds;
  private final FeedWriter feedWriter;
  private final int messageBytes;
  private final List<WriterService> services;
  private final PublishTracing tracing;
  private final PublishAttempts attempts = new PublishAttempts();

  /** Creates the writer of a single node. */
  public FeedWriterVerticle(FeedRegistry feeds, Metrics metrics, int messageBytes) {
    this(feeds, new LocalFeedWriter(feeds, metrics), messageBytes, List.of());
  }

  /**
   * @param messageBytes the maximum size of a value that a verticle publishes
   * @param services the services that are started after the feed writer, in their order
   */
  public FeedWriterVerticle(
      FeedRegistry feeds, FeedWriter feedWriter, int messageBytes, List<WriterService> services) {
    this(feeds, feedWriter, messageBytes, services, PublishTracing.NONE);
  }

  /**
   * @param tracing the tracing of what verticles publish
   */
  public FeedWriterVerticle(
      FeedRegistry feeds,
      FeedWriter feedWriter,
      int messageBytes,
      List<WriterService> services,
      PublishTracing tracing) {
    this.tracing = tracing;
    this.feeds = feeds;
    this.feedWriter = feedWriter;
    this.messageBytes = messageBytes;
    this.services = List.copyOf(services);
  }

  @Override
  public Future<?> start() {
    ByReferenceCodec.register(vertx.eventBus());
    vertx.setPeriodic(EVICTION_INTERVAL_MILLIS, timer -> evictExpired());
    IdleTopics idle = new IdleTopics(feeds, feedWriter);
    EventBus bus = vertx.eventBus();
    bus.localConsumer(Addresses.WRITER_ALIVE, question -> question.reply(null));
    bus.localConsumer(Addresses.REACHES, this::reaches);
    bus.localConsumer(Addresses.VALUES, this::values);
    return feedWriter
        .start(vertx)
        .compose(open -> startServices())
        .onSuccess(started -> vertx.setPeriodic(IdleTopics.INTERVAL_MILLIS, timer -> idle.end()))
        .compose(started -> bus.localConsumer(Addresses.DELETE, this::delete).completion())
        .compose(started -> bus.localConsumer(Addresses.PUBLISH, this::publish).completion());
  }

  private Future<?> startServices() {
    Future<?> started = Future.succeededFuture();
    for (WriterService service : services) {
      started = started.compose(before -> service.start(vertx));
    }
    return started;
  }

  @Override
  public Future<?> stop() {
    return feedWriter.close();
  }

  private void publish(Message<Object> message) {
    if (message.body() instanceof PublishCommands batch) {
      feedWriter
          .appendAll(batch.commands())
          .onSuccess(results -> message.reply(new PublishResults(results)));
    } else {
      publishForVerticle(message);
    }
  }

  private void reaches(Message<JsonObject> question) {
    JsonObject position = question.body();
    String epoch = position.getString("epoch");
    feedWriter
        .reaches(position.getString("feed"), new Position(epoch, position.getLong("offset")))
        .onSuccess(question::reply)
        .onFailure(failure -> question.fail(0, failure.getMessage()));
  }

  private void values(Message<String> question) {
    String feed = question.body();
    feedWriter
        .catchUp(feed)
        .onSuccess(level -> question.reply(new CurrentValues(feeds, feed)))
        .onFailure(failure -> refuse(question, refusal(failure)));
  }

  private void publishForVerticle(Message<Object> message) {
    answer(message, append(message, this::command));
  }

  private void delete(Message<Object> message) {
    answer(message, append(message, FeedWriterVerticle::deletion));
  }

  private static void answer(Message<Object> message, Future<Receipt> appended) {
    appended
        .onSuccess(receipt -> message.reply(new JsonObject(receipt.json())))
        .onFailure(failure -> refuse(message, refusal(failure)));
  }

  private Future<Receipt> append(
      Message<Object> message, Function<Object, PublishCommand> command) {
    try {
      PublishCommand parsed = command.apply(message.body());
      TraceContext parent = tracing.parent(message::headers);
      return tracing.publish(parsed, parent, feedWriter::append).onFailure(parsed::onRefused);
    } catch (RuntimeException failure) {
      return Future.failedFuture(failure);
    }
  }

  private static void refuse(Message<?> message, FeedException exception) {
    message.fail(exception.code().status(), exception.code().wire() + ": " + exception.reason());
  }

  private PublishCommand command(Object body) {
    if (!(body instanceof JsonObject request)
        || !(request.getValue("topic") instanceof String topic)
        || request.containsKey("data") == Boolean.TRUE.equals(request.getValue("deleted"))) {
      throw new FeedException(
          ErrorCode.BAD_REQUEST,
          "Publish a JsonObject {\"topic\": string, \"data\": any value}, or with"
              + " \"deleted\": true in place of the value.");
    }
    String key = idempotencyKey(request.getValue("idempotencyKey"));
    Topic parsed = PublishService.requireClientTopic(Topic.parse(topic));
    if (!request.containsKey("data")) {
      return new PublishCommand(
          parsed, Buffer.buffer(), key, PublishCommand.ANY, attempts.of(request));
    }
    Buffer data = encode(request.getValue("data"));
    if (data.length() > messageBytes) {
      throw new PublishService(vertx.eventBus(), messageBytes).tooLarge(data.length());
    }
    NotificationSchema.check(parsed, data);
    return new PublishCommand(parsed, data, key, PublishCommand.ANY, attempts.of(request));
  }

  private static @Nullable String idempotencyKey(@Nullable Object key) {
    if (key == null
        || (key instanceof String text && !text.isEmpty() && text.length() <= MAX_KEY_CHARACTERS)) {
      return (String) key;
    }
    throw new FeedException(
        ErrorCode.BAD_REQUEST,
        "'idempotencyKey' must be a string of 1 to %d characters.".formatted(MAX_KEY_CHARACTERS));
  }

  private static PublishCommand deletion(Object body) {
    if (!(body instanceof JsonObject request)
        || !(request.getValue("topic") instanceof String topic)) {
      throw new FeedException(
          ErrorCode.BAD_REQUEST, "Delete with a JsonObject {\"topic\": string}.");
    }
    return PublishCommand.deletion(
        PublishService.requireClientTopic(Topic.parse(topic)),
        idempotencyKey(request.getValue("idempotencyKey")));
  }

  private static Buffer encode(Object data) {
    try {
      return RawJson.compact(Json.encode(data));
    } catch (EncodeException e) {
      throw new FeedException(ErrorCode.BAD_JSON, "'data' is not a JSON value: " + e.getMessage());
    }
  }

  private void evictExpired() {
    long now = feeds.clock().micros();
    feeds.logs().forEach(log -> log.evictExpired(now));
  }

  private static FeedException refusal(Throwable failure) {
    if (!(failure instanceof FeedException)) {
      LOG.error("Appending an update failed", failure);
    }
    return FeedException.of(failure);
  }
}
