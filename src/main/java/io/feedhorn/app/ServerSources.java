package io.feedhorn.app;

import io.feedhorn.hub.SubscriberCounter;
import io.feedhorn.metrics.Metrics;
import io.feedhorn.metrics.SourceMetrics;
import io.feedhorn.source.Audience;
import io.feedhorn.source.ConnectionOptions;
import io.feedhorn.source.PositionTracker;
import io.feedhorn.source.SourceOptions;
import io.feedhorn.source.file.FileOptions;
import io.feedhorn.source.file.FileVerticle;
import io.feedhorn.source.file.StdinOptions;
import io.feedhorn.source.file.StdinVerticle;
import io.feedhorn.source.http.HttpPollOptions;
import io.feedhorn.source.http.HttpPollVerticle;
import io.feedhorn.source.http.SseOptions;
import io.feedhorn.source.http.SseVerticle;
import io.feedhorn.source.http.WebSocketOptions;
import io.feedhorn.source.http.WebSocketVerticle;
import io.feedhorn.source.nats.NatsOptions;
import io.feedhorn.source.nats.NatsVerticle;
import io.feedhorn.source.postgresql.PostgresqlOptions;
import io.feedhorn.source.postgresql.PostgresqlVerticle;
import io.feedhorn.source.redis.RedisOptions;
import io.feedhorn.source.redis.RedisVerticle;
import io.feedhorn.source.store.StoredPositions;
import io.vertx.core.Deployable;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;

/** Deploys a verticle for each source of the settings. */
final class ServerSources {
  private final Vertx vertx;
  private final Metrics metrics;
  private final Audience audience;

  ServerSources(Vertx vertx, Metrics metrics, SubscriberCounter subscribers) {
    this.vertx = vertx;
    this.metrics = metrics;
    this.audience =
        topics ->
            subscribers
                .subscribers(List.copyOf(topics))
                .map(counts -> counts.values().stream().anyMatch(count -> count > 0));
  }

  /** Deploys the sources one after the other, in the order of the list. */
  Future<?> deploy(List<SourceOptions> sources, Function<Deployable, Future<String>> deploy) {
    return deploy(sources, (source, verticle) -> deploy.apply(verticle.get()));
  }

  /**
   * Deploys sources as the other method does.
   *
   * @param deploy called with a supplier of new verticles of the source
   */
  Future<?> deploy(
      List<SourceOptions> sources,
      BiFunction<SourceOptions, Supplier<Deployable>, Future<String>> deploy) {
    Future<?> deployed = Future.succeededFuture();
    for (SourceOptions source : new ArrayList<>(sources)) {
      deployed = deployed.compose(before -> deploy.apply(source, () -> verticle(source)));
    }
    return deployed;
  }

  private Deployable verticle(SourceOptions source) {
    ConnectionOptions connection = source.connection();
    SourceMetrics counters = metrics.forSource(source.name());
    PositionTracker position = new PositionTracker(new StoredPositions(vertx), source.name());
    if (connection instanceof HttpPollOptions http) {
      return new HttpPollVerticle(source, http, counters, audience);
    }
    if (connection instanceof SseOptions sse) {
      return new SseVerticle(source, sse, counters, position);
    }
    if (connection instanceof WebSocketOptions webSocket) {
      return new WebSocketVerticle(source, webSocket, counters);
    }
    if (connection instanceof FileOptions file) {
      return new FileVerticle(source, file, counters, position);
    }
    if (connection instanceof StdinOptions stdin) {
      return new StdinVerticle(source, stdin, counters, System.in);
    }
    if (connection instanceof NatsOptions nats) {
      return new NatsVerticle(source, nats, counters);
    }
    if (connection instanceof RedisOptions redis) {
      return new RedisVerticle(source, redis, counters);
    }
    if (connection instanceof PostgresqlOptions postgresql) {
      return new PostgresqlVerticle(source, postgresql, counters);
    }
    throw new IllegalArgumentException("No verticle for the type " + connection.type());
  }
}
