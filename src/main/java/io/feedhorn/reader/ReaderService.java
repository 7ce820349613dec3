package io.feedhorn.reader;

import io.feedhorn.log.FeedRegistry;
import io.feedhorn.metrics.ReaderMetrics;
import io.feedhorn.model.ErrorCode;
import io.feedhorn.model.FeedException;
import io.feedhorn.model.ReaderName;
import io.feedhorn.publish.Addresses;
import io.feedhorn.publish.FeedWriter;
import io.feedhorn.publish.MigratedRecords;
import io.feedhorn.publish.PublishCommand;
import io.feedhorn.publish.Receipt;
import io.feedhorn.publish.WriterService;
import io.feedhorn.store.StoreException;
import io.feedhorn.store.StoreWriter;
import io.feedhorn.store.StoredReader;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import java.util.Collection;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The service that executes {@link ReaderCommand}s, on the writer's event loop. Publishes each move
 * of a reader on {@code sys.readers.NAME}.
 */
public final class ReaderService implements WriterService {
  private static final Logger LOG = LoggerFactory.getLogger(ReaderService.class);
  private static final long MAX_SWEEP_MILLIS = 60_000;
  private static final long MIN_SWEEP_MILLIS = 100;

  private final ReaderOptions options;
  private final ReaderMetrics metrics;
  private final Readers readers;
  private final RacedPublish raced;
  private final List<ReaderState> published;
  private final FeedWriter feedWriter;
  private final BiFunction<ReaderName, ReaderStatus, Future<Receipt>> moves;
  private final @Nullable MigratedRecords migrated;

  /**
   * Creates the service of a single node.
   *
   * @param maxPatterns the maximum number of patterns of one reader
   * @param stored the readers that the store has
   */
  public ReaderService(
      FeedRegistry feeds,
      FeedWriter feedWriter,
      ReaderOptions options,
      int maxPatterns,
      StoreWriter store,
      ReaderMetrics metrics,
      Collection<StoredReader> stored) {
    this.options = options;
    this.metrics = metrics;
    ReaderRegistry registry =
        new ReaderRegistry(feeds, options, maxPatterns, store, metrics, this::onStored);
    stored.forEach(registry::load);
    this.readers = registry;
    this.published = registry.states();
    this.feedWriter = feedWriter;
    this.raced = new RacedPublish(feedWriter);
    this.migrated = null;
    this.moves =
        (name, status) ->
            feedWriter.append(new PublishCommand(name.topic(), Buffer.buffer(status.json()), null));
  }

  /**
   * Creates the service of a node in a cluster.
   *
   * @param maxPatterns the maximum number of patterns of one reader
   * @param stored the readers that the store has if it was that of a single server
   * @param removes true on the one node that removes readers that are not used
   */
  public ReaderService(
      FeedRegistry feeds,
      FeedWriter feedWriter,
      ReaderOptions options,
      int maxPatterns,
      StoreWriter store,
      ReaderMetrics metrics,
      Collection<StoredReader> stored,
      BooleanSupplier removes) {
    this.metrics = metrics;
    this.options = options;
    this.feedWriter = feedWriter;
    this.raced = new RacedPublish(feedWriter);
    ReplicatedReaders replicated =
        new ReplicatedReaders(
            feeds, feedWriter, options, maxPatterns, metrics, removes, raced, this::onStored);
    this.readers = replicated;
    this.migrated =
        new MigratedRecords(
            "readers", stored, store, record -> replicated.migrate(ReaderState.of(record)));
    ReplicatedMoves published = new ReplicatedMoves(feeds, feedWriter, raced, readers::status);
    this.moves = (name, status) -> published.publish(name);
    // The feed has the moves of all nodes.
    this.published = List.of();
  }

  @Override
  public Future<?> start(Vertx vertx) {
    EventBus bus = vertx.eventBus();
    ReaderRequests.register(bus);
    raced.start(vertx);
    long sweepMillis =
        Math.max(MIN_SWEEP_MILLIS, Math.min(MAX_SWEEP_MILLIS, options.age().toMillis() / 10));
    vertx.setPeriodic(sweepMillis, timer -> readers.removeUnused());
    MigratedRecords records = migrated;
    return new StoredReaders(this::publishStored)
        .publish(vertx.getOrCreateContext(), published)
        .compose(
            ready ->
                bus.<ReaderCommand>localConsumer(Addresses.READERS, this::execute).completion())
        .onSuccess(
            ready -> {
              if (records != null) {
                records.start(vertx);
              }
            });
  }

  /** Publishes the state of a stored reader, so that {@code sys.readers.NAME} has its snapshot. */
  private void publishStored(ReaderState stored) {
    if (isMove(null, stored)) {
      publish(stored, readers.status(stored));
    }
  }

  private void execute(Message<ReaderCommand> message) {
    try {
      result(message.body())
          .recover(failure -> Future.succeededFuture(ReaderResult.of(refusal(failure))))
          .onSuccess(message::reply);
    } catch (RuntimeException failure) {
      message.reply(ReaderResult.of(refusal(failure)));
    }
  }

  private Future<ReaderResult> result(ReaderCommand command) {
    if (command instanceof ReaderCommand.Open open) {
      return readers
          .open(open.name(), open.patterns())
          .map(state -> ReaderResult.of(readers.start(state, open.patterns())));
    }
    if (command instanceof ReaderCommand.Acknowledge acknowledge) {
      return readers
          .acknowledge(acknowledge.name(), acknowledge.move())
          .onSuccess(moved -> metrics.acknowledged())
          .map(state -> ReaderResult.of(readers.status(state)));
    }
    if (command instanceof ReaderCommand.Remove remove) {
      return readers.remove(remove.name()).map(ReaderResult.DONE);
    }
    if (command instanceof ReaderCommand.ListAll list) {
      return Future.succeededFuture(ReaderResult.of(readers.list(list.query())));
    }
    ReaderCommand.Find find = (ReaderCommand.Find) command;
    return readers.find(find.name()).map(state -> ReaderResult.of(readers.status(state)));
  }

  private void onStored(@Nullable ReaderState before, @Nullable ReaderState after) {
    if (after == null && before != null) {
      publish(before, readers.status(ReaderState.create(before.name()))).onSuccess(this::end);
    } else if (after != null && isMove(before, after)) {
      publish(after, readers.status(after));
    }
  }

  private static boolean isMove(@Nullable ReaderState before, ReaderState after) {
    if (before == null) {
      return !after.cursor().isEarliest() || !after.single().isEmpty();
    }
    return !before.cursor().equals(after.cursor()) || !before.single().equals(after.single());
  }

  /** Deletes the topic of a reader that was removed, unless there is a newer move. */
  private void end(Receipt last) {
    feedWriter
        .append(PublishCommand.deletionAfter(last.topic(), last.seq()))
        .onFailure(
            failure -> LOG.debug("The topic {} is not deleted", last.topic().name(), failure));
  }

  /** The move itself is stored: if it cannot be published, the reader's devices see it later. */
  private Future<Receipt> publish(ReaderState moved, ReaderStatus status) {
    return moves
        .apply(moved.name(), status)
        .onFailure(
            failure ->
                LOG.warn(
                    "The move of reader {} is not published: {}",
                    moved.name().text(),
                    failure.getMessage()));
  }

  private FeedException refusal(Throwable failure) {
    FeedException refusal = refused(failure);
    metrics.refused(refusal.code());
    return refusal;
  }

  private static FeedException refused(Throwable failure) {
    if (failure instanceof StoreException) {
      LOG.debug("A change of a reader is not stored", failure); // The store reports it.
      return new FeedException(
          ErrorCode.UNAVAILABLE, "The change of the reader cannot be stored now; try again.", 1);
    }
    if (!(failure instanceof FeedException)) {
      LOG.error("A command to a reader failed", failure);
    }
    return FeedException.of(failure);
  }
}
