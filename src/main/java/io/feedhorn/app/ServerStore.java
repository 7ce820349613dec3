package io.feedhorn.app;

import io.feedhorn.app.settings.ErrorMessages;
import io.feedhorn.app.settings.SettingsException;
import io.feedhorn.cluster.ClusterNode;
import io.feedhorn.cluster.ClusterOptions;
import io.feedhorn.cluster.DurableStart;
import io.feedhorn.cluster.quorum.QuorumLoader;
import io.feedhorn.cluster.quorum.QuorumState;
import io.feedhorn.cluster.voters.VoterOptions;
import io.feedhorn.cluster.voters.VoterRegistry;
import io.feedhorn.log.FeedRegistry;
import io.feedhorn.metrics.Metrics;
import io.feedhorn.metrics.StoreMetrics;
import io.feedhorn.publish.DurableFeedWriter;
import io.feedhorn.publish.FeedWriter;
import io.feedhorn.publish.LocalFeedWriter;
import io.feedhorn.publish.MachineBoot;
import io.feedhorn.publish.RoutedFeedWriter;
import io.feedhorn.publish.StoreLoader;
import io.feedhorn.publish.StoredState;
import io.feedhorn.store.DurableStore;
import io.feedhorn.store.StoreCommitter;
import io.feedhorn.store.StoreCondition;
import io.feedhorn.store.StoreException;
import io.feedhorn.store.StoreOptions;
import io.feedhorn.store.StoreWorker;
import io.feedhorn.store.StoreWriter;
import io.feedhorn.store.StoredFeed;
import io.feedhorn.store.StoredReader;
import io.feedhorn.trace.Tracer;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The open store of a server with its content at the start. Created before the writer of the feeds
 * and closed after it. Safe on any thread.
 */
final class ServerStore {
  private static final Logger LOG = LoggerFactory.getLogger(ServerStore.class);

  private final StoreOptions options;
  private final StoreCommitter committer;
  private final StoredState loaded;
  private final @Nullable QuorumState quorum;

  private ServerStore(
      StoreOptions options,
      StoreCommitter committer,
      StoredState loaded,
      @Nullable QuorumState quorum) {
    this.options = options;
    this.committer = committer;
    this.loaded = loaded;
    this.quorum = quorum;
  }

  /** Opens the adapter of a folder. */
  interface Opener {
    DurableStore open(Path folder) throws StoreException;
  }

  /**
   * Opens a store and loads the durable feeds. Fails with a {@link StoreException}, or a {@link
   * SettingsException} if its folder cannot be created.
   */
  static Future<ServerStore> open(
      Vertx vertx,
      StoreOptions options,
      ClusterOptions cluster,
      Opener opener,
      FeedRegistry feeds,
      StoreMetrics metrics) {
    StoreWorker worker = new StoreWorker(vertx);
    return worker
        .execute(
            () -> {
              DurableStore store = open(opener, createdFolder(options));
              try {
                QuorumState quorum = cluster.enabled() ? loadOfNode(store, options, feeds) : null;
                StoredState state =
                    quorum == null ? load(store, options, feeds) : withoutLogs(quorum);
                StoredIdentity.check(state, Objects.requireNonNull(options.path()), cluster);
                return new ServerStore(
                    options,
                    new StoreCommitter(vertx, worker, store, options.fsync(), metrics),
                    state,
                    quorum);
              } catch (IOException | RuntimeException failure) {
                store.close();
                throw failure;
              }
            })
        .onFailure(failure -> worker.close());
  }

  /** Opens the adapter; a failure has no cause, which would hide its message at the start. */
  private static DurableStore open(Opener opener, Path folder) throws StoreException {
    try {
      return opener.open(folder);
    } catch (StoreException failure) {
      LOG.debug("The store cannot be opened", failure);
      throw new StoreException(String.valueOf(failure.getMessage()));
    }
  }

  /** Creates the folder if it is missing. Its content was checked with the settings. */
  private static Path createdFolder(StoreOptions options) {
    Path folder = Objects.requireNonNull(options.path());
    try {
      Files.createDirectories(folder);
    } catch (IOException failure) {
      throw SettingsException.of(
          "store.path = \"%s\": cannot be created (%s): must be a folder that this user may create or write"
              .formatted(folder, ErrorMessages.of(failure)));
    }
    return folder;
  }

  private static StoredState load(DurableStore store, StoreOptions options, FeedRegistry feeds)
      throws StoreException {
    long start = System.nanoTime();
    SecureRandom random = new SecureRandom();
    StoreLoader loader =
        new StoreLoader(feeds, random, MachineBoot.current(options.fsync(), random));
    store.load(loader);
    StoredState state = loader.finish();
    logOpened(options, state.logs().size(), state.updates(), state.readers().size(), start);
    return state;
  }

  /** Loads the store of a node of a cluster: updates that may not be committed stay apart. */
  private static QuorumState loadOfNode(
      DurableStore store, StoreOptions options, FeedRegistry feeds) throws StoreException {
    long start = System.nanoTime();
    QuorumLoader loader = new QuorumLoader(feeds, StoreLoader.NO_FEED);
    store.load(loader);
    QuorumState state = loader.finish();
    logOpened(options, state.feeds().size(), state.updates(), state.readers().size(), start);
    return state;
  }

  private static void logOpened(
      StoreOptions options, int feeds, long updates, int readers, long startNanos) {
    LOG.atInfo()
        .addKeyValue("path", options.path())
        .addKeyValue("feeds", feeds)
        .addKeyValue("updates", updates)
        .addKeyValue("readers", readers)
        .addKeyValue("ms", TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNanos))
        .log("Store is open");
  }

  private static StoredState withoutLogs(QuorumState state) {
    return new StoredState(
        state.node(),
        state.hasFeeds(),
        new StoredFeed(StoreLoader.NO_FEED, "", 0),
        Map.of(),
        List.of(),
        state.readers(),
        List.of(),
        state.updates());
  }

  /** Returns the durable feeds of a node of a cluster, as it starts with them. */
  DurableStart durable() {
    return new DurableStart(committer, Objects.requireNonNull(quorum));
  }

  /** Returns the writer of the store, to be used on the event loop of the feeds' writer only. */
  StoreWriter writer() {
    return committer;
  }

  /** Returns the names and the voters that this node knows, to be used in its cluster. */
  VoterRegistry voters(ClusterNode cluster, VoterOptions own) {
    return new VoterRegistry(
        cluster.self(), own, loaded.node(), loaded.hasFeeds(), committer, System::nanoTime);
  }

  /** Returns the readers that the store contained at the start. */
  List<StoredReader> readers() {
    return loaded.readers();
  }

  FeedWriter feedWriter(FeedRegistry feeds, Metrics metrics, Tracer tracer) {
    return new RoutedFeedWriter(
        feeds,
        new DurableFeedWriter(feeds, metrics, committer, loaded, tracer),
        new LocalFeedWriter(feeds, metrics));
  }

  /**
   * Returns the details of the health check. Anyone can read them, so the reason of a failure, with
   * paths of this machine, is in the log only.
   */
  JsonObject status() {
    StoreCondition condition = committer.condition();
    return new JsonObject()
        .put("fsync", options.fsync().wire())
        .put("bytes", condition.sizeBytes())
        .put("writable", condition.isWritable());
  }

  /** Writes what was submitted, and closes the store. */
  Future<Void> close() {
    return committer.close();
  }
}
