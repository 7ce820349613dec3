package io.feedhorn.reader;

import io.feedhorn.log.FeedRegistry;
import io.feedhorn.metrics.ReaderMetrics;
import io.feedhorn.model.Cursor;
import io.feedhorn.model.ErrorCode;
import io.feedhorn.model.FeedException;
import io.feedhorn.model.ReaderName;
import io.feedhorn.model.TopicPattern;
import io.feedhorn.store.StoreWriter;
import io.feedhorn.store.StoredReader;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All readers of this node, and the rules of their changes. Owned by the writer's event loop, not
 * thread-safe.
 */
final class ReaderRegistry implements Readers {
  private static final Logger LOG = LoggerFactory.getLogger(ReaderRegistry.class);

  private final ReaderOptions options;
  private final StoreWriter store;
  private final ReaderRules rules;
  private final ReaderMetrics metrics;
  private final BiConsumer<@Nullable ReaderState, @Nullable ReaderState> onStored;
  private final Map<String, ReaderEntry> entries = new HashMap<>();

  /**
   * @param maxPatterns the maximum number of patterns of one reader
   * @param onStored called with the states before and after each change; null is no reader
   */
  ReaderRegistry(
      FeedRegistry feeds,
      ReaderOptions options,
      int maxPatterns,
      StoreWriter store,
      ReaderMetrics metrics,
      BiConsumer<@Nullable ReaderState, @Nullable ReaderState> onStored) {
    this.options = options;
    this.store = store;
    this.rules = new ReaderRules(feeds, options, maxPatterns);
    this.metrics = metrics;
    this.onStored = onStored;
  }

  /** Adds a reader that the store has. A record that cannot be read is reported and left out. */
  void load(StoredReader stored) {
    try {
      entries.put(stored.name(), entry(stored.name(), ReaderState.of(stored)));
      metrics.readers(entries.size());
    } catch (RuntimeException damaged) {
      LOG.error(
          "The stored reader {} cannot be read and is ignored; it starts again", stored.name());
      LOG.debug("The record of reader {}", stored.name(), damaged);
    }
  }

  private ReaderEntry entry(String name, @Nullable ReaderState stored) {
    return new ReaderEntry(
        name,
        stored,
        store,
        (before, after) -> {
          ReaderEntry entry = entries.get(name);
          if (after == null && entry != null && !entry.isChanging()) {
            entries.remove(name);
          }
          metrics.readers(entries.size());
          onStored.accept(before, after);
        });
  }

  /**
   * Returns the state of a reader.
   *
   * @throws FeedException {@link ErrorCode#NOT_FOUND} if it does not exist
   */
  ReaderState require(ReaderName name) {
    ReaderEntry entry = entries.get(name.text());
    ReaderState state = entry == null ? null : entry.state();
    if (state == null) {
      throw Readers.notFound(name);
    }
    return state;
  }

  /** Returns the stored states of all readers. */
  List<ReaderState> states() {
    List<ReaderState> states = new ArrayList<>(entries.size());
    for (ReaderEntry entry : entries.values()) {
      ReaderState state = entry.state();
      if (state != null) {
        states.add(state);
      }
    }
    return states;
  }

  @Override
  public ReaderPage list(ReaderQuery query) {
    Map<String, ReaderState> byName = new HashMap<>();
    states().forEach(state -> byName.put(state.name().text(), state));
    return query.select(
        byName.keySet(),
        name -> {
          ReaderState state = Objects.requireNonNull(byName.get(name));
          return new ListedReader(status(state), state.usedMicros());
        });
  }

  @Override
  public Future<ReaderState> find(ReaderName name) {
    return Future.succeededFuture(require(name));
  }

  @Override
  public ReaderStatus status(ReaderState state) {
    return rules.status(state, !store.equals(StoreWriter.NONE));
  }

  @Override
  public Cursor start(ReaderState state, List<TopicPattern> patterns) {
    return rules.start(state, patterns);
  }

  @Override
  public Future<ReaderState> open(ReaderName name, List<TopicPattern> patterns) {
    return change(name, before -> rules.opened(before, patterns));
  }

  /** Changes a reader, which is created if it does not exist. */
  private Future<ReaderState> change(ReaderName name, UnaryOperator<ReaderState> change) {
    ReaderEntry entry = getOrCreate(name);
    try {
      return entry
          .change(before -> change.apply(before == null ? ReaderState.create(name) : before))
          .map(stored -> require(name))
          .onFailure(failure -> forgetIfEmpty(name, entry));
    } catch (FeedException refused) {
      forgetIfEmpty(name, entry);
      throw refused;
    }
  }

  private void forgetIfEmpty(ReaderName name, ReaderEntry entry) {
    if (entry.state() == null && !entry.isChanging()) {
      entries.remove(name.text(), entry);
    }
  }

  /** Moves the cursor forward in each feed. Completes when that is stored. */
  Future<ReaderState> acknowledge(ReaderName name, Cursor cursor) {
    return acknowledge(name, new Acknowledgement(cursor, List.of()));
  }

  @Override
  public Future<ReaderState> acknowledge(ReaderName name, Acknowledgement move) {
    return change(name, before -> rules.acknowledged(before, move));
  }

  @Override
  public Future<Void> remove(ReaderName name) {
    require(name);
    return getOrCreate(name).change(before -> null);
  }

  @Override
  public void removeUnused() {
    long oldest = rules.oldestUse();
    for (ReaderEntry entry : List.copyOf(entries.values())) {
      ReaderState state = entry.state();
      if (state != null && !entry.isChanging() && state.usedMicros() < oldest) {
        entry
            .change(before -> null)
            .onSuccess(removed -> expired(state.name().text()))
            .onFailure(
                failure -> LOG.debug("Reader {} is not removed", state.name().text(), failure));
      }
    }
  }

  private void expired(String name) {
    metrics.expired();
    LOG.atInfo().addKeyValue("reader", name).log("Reader was not used and is removed");
  }

  private ReaderEntry getOrCreate(ReaderName name) {
    ReaderEntry existing = entries.get(name.text());
    if (existing != null) {
      return existing;
    }
    if (entries.size() >= options.max()) {
      removeUnused();
    }
    if (entries.size() >= options.max()) {
      throw new FeedException(
          ErrorCode.TOO_MANY,
          "There is no room for the reader '%s': there are %d (readers.max)."
              .formatted(name.text(), options.max()));
    }
    ReaderEntry created = entry(name.text(), null);
    entries.put(name.text(), created);
    return created;
  }
}
