package io.feedhorn.publish;

import io.feedhorn.log.FeedRegistry;
import io.feedhorn.metrics.Metrics;
import io.feedhorn.model.ErrorCode;
import io.feedhorn.model.FeedException;
import io.feedhorn.model.Position;
import io.feedhorn.model.TraceContext;
import io.feedhorn.store.DurableStore;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Objects;
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

  private final FeedRegistry feeds;
  private final FeedWriter feedWriter;
  private final int messageBytes;
  private final List<WriterService> services;
  private final PublishTracing tracing;
  private @Nullable PublishBatcher batcher;

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
    batcher = new PublishBatcher(vertx, feedWriter::appendAll);
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
    appendWaiting();
    return feedWriter.close();
  }

  private void publish(Message<Object> message) {
    if (message.body() instanceof PublishCommands batch) {
      appendWaiting();
      appendAll(batch.commands()).onSuccess(results -> message.reply(new PublishResults(results)));
    } else if (message.body() instanceof VerticlePublishes list) {
      appendWaiting();
      appendChecked(list.commands())
          .onSuccess(results -> message.reply(new PublishResults(results)));
    } else {
      answer(message, append(message, VerticleRequests::publish));
    }
  }

  /** Appends the single publishes of verticles that came with this turn of the event loop. */
  private void appendWaiting() {
    Objects.requireNonNull(batcher).send();
  }

  /** Appends those values that are not too large. Has a result for each. */
  private Future<List<PublishResult>> appendChecked(List<PublishCommand> commands) {
    return CheckedPublishes.append(
        commands,
        this::checkSize,
        accepted -> tracing.publishEach(accepted, feedWriter::appendAll));
  }

  /** Appends values of clients, whose sizes were checked, and those of the server itself. */
  private Future<List<PublishResult>> appendAll(List<PublishCommand> commands) {
    for (PublishCommand command : commands) {
      if (!isStorable(command)) {
        return CheckedPublishes.append(commands, this::checkStorable, feedWriter::appendAll);
      }
    }
    return feedWriter.appendAll(commands);
  }

  /** Returns false for a value that the store could never write, nor others with it. */
  private boolean isStorable(PublishCommand command) {
    return command.data().length() <= DurableStore.MAX_VALUE_BYTES
        || !feeds.options(command.topic().feed()).durable();
  }

  private void checkStorable(PublishCommand command) {
    if (!isStorable(command)) {
      throw new FeedException(
          ErrorCode.TOO_LARGE,
          "The value has %d bytes; at most %d are allowed on a durable feed."
              .formatted(command.data().length(), DurableStore.MAX_VALUE_BYTES));
    }
  }

  private PublishCommand checkSize(PublishCommand command) {
    if (command.data().length() > messageBytes) {
      throw PublishService.tooLarge(command.data().length(), messageBytes);
    }
    checkStorable(command);
    return command;
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

  private void delete(Message<Object> message) {
    answer(message, append(message, VerticleRequests::deletion));
  }

  private static void answer(Message<Object> message, Future<Receipt> appended) {
    appended
        .onSuccess(receipt -> message.reply(receipt.toJsonObject()))
        .onFailure(failure -> refuse(message, refusal(failure)));
  }

  private Future<Receipt> append(
      Message<Object> message, Function<Object, PublishCommand> command) {
    try {
      PublishCommand parsed = checkSize(command.apply(message.body()));
      TraceContext parent = tracing.parent(message::headers);
      return tracing.publish(parsed, parent, Objects.requireNonNull(batcher)::add);
    } catch (RuntimeException failure) {
      return Future.failedFuture(failure);
    }
  }

  private static void refuse(Message<?> message, FeedException exception) {
    message.fail(exception.code().status(), exception.code().wire() + ": " + exception.reason());
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
