package io.feedhorn.app;

import io.feedhorn.cluster.ClusterNode;
import io.feedhorn.hub.SubscriberCounter;
import io.feedhorn.metrics.Metrics;
import io.feedhorn.metrics.SourceMetrics;
import io.feedhorn.source.Backoff;
import io.feedhorn.source.ConnectionOptions;
import io.feedhorn.source.PositionTracker;
import io.feedhorn.source.SourceOptions;
import io.feedhorn.source.TopicSubscribers;
import io.feedhorn.source.deploy.SourceOwners;
import io.feedhorn.source.deploy.SourceRunner;
import io.feedhorn.source.file.FileOptions;
import io.feedhorn.source.file.FileVerticle;
import io.feedhorn.source.file.MergedFilesOptions;
import io.feedhorn.source.file.MergedFilesVerticle;
import io.feedhorn.source.file.StandardInput;
import io.feedhorn.source.file.StdinOptions;
import io.feedhorn.source.file.StdinVerticle;
import io.feedhorn.source.http.HttpPollOptions;
import io.feedhorn.source.http.HttpPollVerticle;
import io.feedhorn.source.http.SseOptions;
import io.feedhorn.source.http.SseVerticle;
import io.feedhorn.source.http.WebSocketOptions;
import io.feedhorn.source.http.WebSocketVerticle;
import io.feedhorn.source.kafka.KafkaOptions;
import io.feedhorn.source.kafka.KafkaVerticle;
import io.feedhorn.source.mqtt.MqttOptions;
import io.feedhorn.source.mqtt.MqttVerticle;
import io.feedhorn.source.nats.NatsOptions;
import io.feedhorn.source.nats.NatsVerticle;
import io.feedhorn.source.postgresql.PostgresqlOptions;
import io.feedhorn.source.postgresql.PostgresqlVerticle;
import io.feedhorn.source.redis.RedisOptions;
import io.feedhorn.source.redis.RedisVerticle;
import io.feedhorn.source.store.StoredPositions;
import io.vertx.core.Deployable;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Creates the verticles of the sources of a server, one at a time. */
final class ServerSources {
  private final Vertx vertx;
  private final Metrics metrics;
  private final TopicSubscribers subscribers;
  private @Nullable StandardInput stdin;

  private ServerSources(Vertx vertx, Metrics metrics, SubscriberCounter counter) {
    this.vertx = vertx;
    this.metrics = metrics;
    this.subscribers =
        topics ->
            counter
                .subscribers(List.copyOf(topics))
                .map(counts -> counts.values().stream().anyMatch(count -> count > 0));
  }

  /**
   * Returns the runner of a server's sources.
   *
   * @param cluster null for a single server
   */
  static SourceRunner runner(
      Vertx vertx, Metrics metrics, SubscriberCounter counter, @Nullable ClusterNode cluster) {
    return new SourceRunner(
        vertx,
        new ServerSources(vertx, metrics, counter)::verticle,
        cluster == null ? SourceOwners.ALONE : new ClusterSources(cluster));
  }

  private Deployable verticle(SourceOptions source) {
    ConnectionOptions connection = source.connection();
    SourceMetrics counters = metrics.forSource(source.name());
    PositionTracker position =
        new PositionTracker(
            vertx,
            new StoredPositions(vertx),
            source.name(),
            new Backoff(source.minBackoff(), source.maxBackoff(), new Random()));
    if (connection instanceof HttpPollOptions http) {
      return new HttpPollVerticle(source, http, counters, subscribers);
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
    if (connection instanceof MergedFilesOptions files) {
      return new MergedFilesVerticle(source, files, counters, position);
    }
    if (connection instanceof StdinOptions options) {
      return new StdinVerticle(source, options, counters, stdin());
    }
    if (connection instanceof NatsOptions nats) {
      return new NatsVerticle(source, nats, counters);
    }
    if (connection instanceof RedisOptions redis) {
      return new RedisVerticle(source, redis, counters);
    }
    if (connection instanceof KafkaOptions kafka) {
      return new KafkaVerticle(source, kafka, counters);
    }
    if (connection instanceof MqttOptions mqtt) {
      return new MqttVerticle(source, mqtt, counters, position);
    }
    if (connection instanceof PostgresqlOptions postgresql) {
      return new PostgresqlVerticle(source, postgresql, counters);
    }
    throw new IllegalArgumentException("No verticle for the type " + connection.type());
  }

  /** Returns the standard input, which is opened once. */
  private StandardInput stdin() {
    StandardInput opened = stdin;
    if (opened == null) {
      opened = new StandardInput(vertx, System.in);
      stdin = opened;
    }
    return opened;
  }
}
