package io.feedhorn.reader;

import io.feedhorn.log.FeedLog;
import io.feedhorn.log.FeedRegistry;
import io.feedhorn.metrics.ReaderMetrics;
import io.feedhorn.model.Cursor;
import io.feedhorn.model.ErrorCode;
import io.feedhorn.model.FeedException;
import io.feedhorn.model.ReaderName;
import io.feedhorn.model.Topic;
import io.feedhorn.model.TopicPattern;
import io.feedhorn.model.Update;
import io.feedhorn.publish.FeedWriter;
import io.feedhorn.publish.PublishCommand;
import io.vertx.core.Future;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The readers of a cluster. A reader's state is in the newest update on its topic, which all nodes
 * have. Every node changes it: by an update that is refused if the topic has another one in the
 * meantime; then the change is repeated with the newer state. Owned by the writer's event loop.
 */
final class ReplicatedReaders implements Readers {
  private static final Logger LOG = LoggerFactory.getLogger(ReplicatedReaders.class);

  private final FeedRegistry feeds;
  private final FeedWriter writer;
  private final ReaderOptions options;
  private final ReaderRules rules;
  private final ReaderMetrics metrics;
  private final BooleanSupplier removes;
  private final RacedPublish raced;
  private final BiConsumer<@Nullable ReaderState, @Nullable ReaderState> onStored;
  // The last change of a reader on this node: the next one waits for it.
  private final Map<String, Future<?>> changing = new HashMap<>();

  /**
   * @param removes true on the one node that removes readers that are not used
   * @param onStored called with the states before and after each change of this node; null is no
   *     reader
   */
  ReplicatedReaders(
      FeedRegistry feeds,
      FeedWriter writer,
      ReaderOptions options,
      int maxPatterns,
      ReaderMetrics metrics,
      BooleanSupplier removes,
      RacedPublish raced,
      BiConsumer<@Nullable ReaderState, @Nullable ReaderState> onStored) {
    this.feeds = feeds;
    this.writer = writer;
    this.options = options;
    this.rules = new ReaderRules(feeds, options, maxPatterns);
    this.metrics = metrics;
    this.removes = removes;
    this.raced = raced;
    this.onStored = onStored;
  }

  private ReaderState require(ReaderName name) {
    ReaderState state = StateTopic.newest(feeds, name).state();
    if (state == null) {
      throw Readers.notFound(name);
    }
    return state;
  }

  @Override
  public ReaderPage list(ReaderQuery query) {
    FeedLog log = feeds.log(Topic.SYSTEM_FEED);
    List<String> names =
        log == null
            ? List.of()
            : StateTopic.readers(log).stream().map(each -> StateTopic.name(each).text()).toList();
    return query.select(names, this::listed);
  }

  private ListedReader listed(String text) {
    ReaderName name = ReaderName.parse(text);
    ReaderState stored = StateTopic.newest(feeds, name).state();
    ReaderState state = stored == null ? ReaderState.create(name) : stored;
    return new ListedReader(status(state), state.usedMicros());
  }

  @Override
  public Future<ReaderState> find(ReaderName name) {
    // Without an answer of the owner this node shows what it has, as for all other data.
    return writer.catchUp(Topic.SYSTEM_FEED).otherwiseEmpty().map(level -> require(name));
  }

  @Override
  public Future<ReaderState> open(ReaderName name, List<TopicPattern> patterns) {
    return writer
        .catchUp(Topic.SYSTEM_FEED)
        .otherwiseEmpty()
        .compose(level -> change(name, before -> rules.opened(existing(name, before), patterns)))
        .map(done -> require(name));
  }

  @Override
  public Future<ReaderState> acknowledge(ReaderName name, Acknowledgement move) {
    return catchUp(move)
        .compose(level -> change(name, before -> rules.acknowledged(existing(name, before), move)))
        .map(done -> require(name));
  }

  /**
   * Takes over a reader that the store of a single server had. Where the cluster has a position of
   * the reader, that one counts.
   */
  Future<Void> migrate(ReaderState stored) {
    return writer
        .catchUp(Topic.SYSTEM_FEED)
        .compose(
            level ->
                change(
                    stored.name(),
                    before -> {
                      if (before != null) {
                        return before.completedBy(stored);
                      }
                      checkRoom(stored.name());
                      return stored;
                    }));
  }

  private static PublishCommand command(
      ReaderName name, StateTopic.Newest before, @Nullable ReaderState after) {
    return after == null
        ? PublishCommand.deletionAfter(StateTopic.of(name), before.seq())
        : new PublishCommand(StateTopic.of(name), StateTopic.data(after), null, before.seq());
  }

  /** Waits for the updates that are acknowledged: a client may have them from another node. */
  private Future<Void> catchUp(Acknowledgement move) {
    Set<String> behind = new TreeSet<>();
    addBehind(behind, move.cursor());
    move.single().forEach(each -> addBehind(behind, each));
    return Future.join(behind.stream().map(writer::catchUp).toList()).mapEmpty();
  }

  private void addBehind(Set<String> behind, Cursor cursor) {
    cursor
        .positions()
        .forEach(
            (feed, position) -> {
              if (!feed.equals(Topic.SYSTEM_FEED)
                  && position.offset() > feeds.endPosition(feed).offset()) {
                behind.add(feed);
              }
            });
  }

  private ReaderState existing(ReaderName name, @Nullable ReaderState before) {
    if (before != null) {
      return before;
    }
    checkRoom(name);
    return ReaderState.create(name);
  }

  private void checkRoom(ReaderName name) {
    FeedLog log = feeds.log(Topic.SYSTEM_FEED);
    if (log != null && log.topics().count() >= options.max()) {
      int count = StateTopic.readers(log).size();
      if (count >= options.max()) {
        throw new FeedException(
            ErrorCode.TOO_MANY,
            "There is no room for the reader '%s': there are %d (readers.max)."
                .formatted(name.text(), options.max()));
      }
    }
  }

  @Override
  public Future<Void> remove(ReaderName name) {
    return find(name).compose(found -> change(name, before -> null));
  }

  @Override
  public void removeUnused() {
    FeedLog log = feeds.log(Topic.SYSTEM_FEED);
    if (log == null) {
      return;
    }
    List<Update> updates = StateTopic.readers(log);
    metrics.readers(updates.size());
    if (!removes.getAsBoolean()) {
      return;
    }
    long oldest = rules.oldestUse();
    for (Update update : updates) {
      // A use is stored as an update, so a newer one means a use.
      if (update.timestampMicros() < oldest) {
        ReaderName name = StateTopic.name(update);
        change(name, before -> before != null && before.usedMicros() < oldest ? null : before)
            .onSuccess(removed -> expired(name))
            .onFailure(failure -> LOG.debug("Reader {} is not removed", name.text(), failure));
      }
    }
  }

  private void expired(ReaderName name) {
    metrics.expired();
    LOG.atInfo().addKeyValue("reader", name.text()).log("Reader was not used and is removed");
  }

  /**
   * Changes a reader, after all earlier changes of this node.
   *
   * @param change returns the state that it got if there is nothing to do; null is no reader
   */
  private Future<Void> change(ReaderName name, UnaryOperator<@Nullable ReaderState> change) {
    Future<?> last = changing.getOrDefault(name.text(), Future.succeededFuture());
    Future<Void> changed = last.transform(done -> attempt(name, change, 1));
    changing.put(name.text(), changed);
    changed.onComplete(done -> changing.remove(name.text(), changed));
    return changed;
  }

  @SuppressWarnings("ReferenceEquality") // a change returns the same object for no change
  private Future<Void> attempt(
      ReaderName name, UnaryOperator<@Nullable ReaderState> change, int attempt) {
    StateTopic.Newest before = StateTopic.newest(feeds, name);
    ReaderState state = before.state();
    ReaderState after = change.apply(state);
    if (after == state) {
      return Future.succeededFuture();
    }
    return writer
        .append(command(name, before, after))
        .onSuccess(receipt -> onStored.accept(state, after))
        .<Void>mapEmpty()
        .recover(
            failure ->
                raced
                    .retry(attempt, () -> StateTopic.newest(feeds, name).seq() != before.seq())
                    .compose(
                        repeat ->
                            repeat
                                ? attempt(name, change, attempt + 1)
                                : Future.failedFuture(failure)));
  }

  @Override
  public ReaderStatus status(ReaderState state) {
    return rules.status(state, feeds.options(Topic.SYSTEM_FEED).durable());
  }

  @Override
  public Cursor start(ReaderState state, List<TopicPattern> patterns) {
    return rules.start(state, patterns);
  }
}
