package io.feedhorn.source.deploy;

import io.feedhorn.source.SourceOptions;
import io.vertx.core.Context;
import io.vertx.core.Deployable;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the sources of the settings, in a cluster those that this node owns, and one change after
 * the other. A source starts here when no other node runs it any more. The public methods are safe
 * on any thread; everything else belongs to one event loop.
 */
public final class SourceRunner {
  private static final Logger LOG = LoggerFactory.getLogger(SourceRunner.class);
  private static final long CHECK_MILLIS = 100;
  private static final long RETRY_NANOS = 1_000_000_000L;
  private static final long MAX_STOP_SECONDS = 30;

  /** The time of all sources at the end of the server, which has six seconds for everything. */
  private static final long MAX_END_SECONDS = 3;

  private final Vertx vertx;
  private final Context context;
  private final Function<SourceOptions, Deployable> verticles;
  private final SourceOwners owners;
  private final SourceTopics topics;
  private final Map<String, Running> running = new LinkedHashMap<>();
  private final Map<String, Long> failedNanos = new TreeMap<>();
  private volatile Map<String, SourceOptions> configured = Map.of();
  private volatile Set<String> claimed = Set.of();
  private volatile boolean started;
  private Future<?> last = Future.succeededFuture();
  private boolean checking;
  private @Nullable Long timer;

  private record Running(SourceOptions options, String deployment) {}

  /**
   * @param verticles creates the verticle of a source
   */
  public SourceRunner(
      Vertx vertx, Function<SourceOptions, Deployable> verticles, SourceOwners owners) {
    this.vertx = vertx;
    this.context = vertx.getOrCreateContext();
    this.verticles = verticles;
    this.owners = owners;
    this.topics = new SourceTopics(vertx, owners);
    owners.answer(
        new SourceOwners.Claims() {
          @Override
          public boolean isClaimed(String source) {
            return claimed.contains(source);
          }

          @Override
          public @Nullable Map<String, String> settings() {
            return started ? digests() : null;
          }
        });
  }

  /** Starts the sources of this node. On a single server, fails if one cannot start. */
  public Future<Void> start(List<SourceOptions> sources) {
    return inOrder(
        () -> {
          configured = byName(sources);
          started = true;
          timer = vertx.setPeriodic(CHECK_MILLIS, tick -> check());
          boolean alone = owners.node() == null;
          return each(configured.values(), alone ? this::begin : this::attempt)
              .onSuccess(begun -> owners.compare(digests()));
        });
  }

  /** Applies other settings: the sources that they do not change are not touched. */
  public Future<SourceChanges> apply(List<SourceOptions> sources) {
    return inOrder(
        () -> {
          SourceChanges changes = SourceChanges.between(configured, byName(sources));
          configured = byName(sources);
          failedNanos.clear();
          return reconcile().onSuccess(done -> owners.compare(digests())).map(changes);
        });
  }

  /**
   * Stops all sources. Completes after some seconds although one cannot be stopped, for example
   * because its upstream does not answer: clients must be told that the server stops.
   */
  public Future<Void> stop() {
    return inOrder(this::endAll)
        .timeout(MAX_END_SECONDS, TimeUnit.SECONDS)
        .otherwise(
            late -> {
              LOG.warn(
                  "Sources {} have not stopped within {} s, continuing without them",
                  claimed,
                  MAX_END_SECONDS);
              return null;
            });
  }

  private Future<Void> endAll() {
    if (timer != null) {
      vertx.cancelTimer(timer);
    }
    started = false;
    // At the same time, because the stop of a server is bounded.
    return Future.join(
            List.copyOf(running.values()).stream().map(source -> end(source, false)).toList())
        .mapEmpty();
  }

  /** Runs an action on the event loop after those of all earlier calls. */
  private <T> Future<T> inOrder(Supplier<Future<T>> action) {
    Promise<T> result = Promise.promise();
    context.runOnContext(
        run -> last = last.otherwiseEmpty().compose(done -> action.get()).onComplete(result));
    return result.future();
  }

  /** Runs an action for one source after the other, until the first failure. */
  private static <S> Future<Void> each(Collection<S> sources, Function<S, Future<Void>> action) {
    Future<Void> done = Future.succeededFuture();
    for (S source : sources) {
      done = done.compose(before -> action.apply(source));
    }
    return done;
  }

  private static Map<String, SourceOptions> byName(List<SourceOptions> sources) {
    Map<String, SourceOptions> byName = new LinkedHashMap<>();
    sources.forEach(source -> byName.put(source.name(), source));
    return byName;
  }

  private Map<String, String> digests() {
    Map<String, String> digests = new TreeMap<>();
    configured.forEach((name, options) -> digests.put(name, digest(options)));
    return digests;
  }

  /** Returns a digest that is the same in all processes, which hash codes are not. */
  private static String digest(SourceOptions options) {
    return UUID.nameUUIDFromBytes(options.toString().getBytes(StandardCharsets.UTF_8)).toString();
  }

  private void check() {
    boolean needed =
        running.values().stream().anyMatch(source -> !isWanted(source))
            || configured.values().stream().anyMatch(this::isMissing);
    if (needed && !checking) {
      checking = true;
      inOrder(this::reconcile).onComplete(done -> checking = false);
    }
  }

  private Future<Void> reconcile() {
    return each(List.copyOf(running.values()), this::endUnlessWanted)
        .compose(ended -> each(configured.values(), this::attempt));
  }

  private boolean isWanted(Running source) {
    String name = source.options().name();
    return source.options().equals(configured.get(name)) && owners.isOwner(name);
  }

  private boolean isMissing(SourceOptions source) {
    Long failed = failedNanos.get(source.name());
    return started
        && !running.containsKey(source.name())
        && (failed == null || System.nanoTime() - failed > RETRY_NANOS)
        && owners.isOwner(source.name());
  }

  private Future<Void> begin(SourceOptions source) {
    String name = source.name();
    if (!isMissing(source)) {
      return Future.succeededFuture();
    }
    // Before the question: of two nodes that both take themselves for the owner, none starts.
    claim(name);
    return owners
        .isFree(name)
        .compose(free -> free && owners.isOwner(name) ? deploy(source) : release(name))
        .onFailure(failure -> release(name));
  }

  private void claim(String name) {
    Set<String> more = new TreeSet<>(claimed);
    more.add(name);
    claimed = more;
  }

  private Future<Void> release(String name) {
    Set<String> fewer = new TreeSet<>(claimed);
    fewer.remove(name);
    claimed = fewer;
    return Future.succeededFuture();
  }

  private Future<Void> deploy(SourceOptions source) {
    return vertx
        .deployVerticle(verticles.apply(source.on(owners.node())))
        .onSuccess(id -> running.put(source.name(), new Running(source, id)))
        .mapEmpty();
  }

  /** Begins a source, or notes that it is to be attempted again. */
  private Future<Void> attempt(SourceOptions source) {
    return begin(source)
        .recover(
            failure -> {
              String name = source.name();
              LOG.warn("Source {} cannot start, trying again: {}", name, failure.getMessage());
              failedNanos.put(name, System.nanoTime());
              return Future.succeededFuture();
            });
  }

  private Future<Void> endUnlessWanted(Running source) {
    if (isWanted(source)) {
      return Future.succeededFuture();
    }
    return end(source, !configured.containsKey(source.options().name()));
  }

  private Future<Void> end(Running source, boolean removed) {
    String name = source.options().name();
    return vertx
        .undeploy(source.deployment())
        .timeout(MAX_STOP_SECONDS, TimeUnit.SECONDS)
        .onFailure(failure -> LOG.warn("Source {} could not be stopped", name, failure))
        .transform(undeployed -> topics.stopped(source.options(), removed))
        .onComplete(
            told -> {
              running.remove(name);
              release(name);
              LOG.info("Source {} has stopped{}", name, removed ? ": it is removed" : "");
            });
  }
}
