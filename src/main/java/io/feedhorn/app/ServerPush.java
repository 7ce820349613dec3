package io.feedhorn.app;

import io.feedhorn.http.PushAccess;
import io.feedhorn.hub.SubscriberCounter;
import io.feedhorn.metrics.Metrics;
import io.feedhorn.metrics.PushMetrics;
import io.feedhorn.model.Clock;
import io.feedhorn.publish.WriterService;
import io.feedhorn.push.EndpointPolicy;
import io.feedhorn.push.PushKeys;
import io.feedhorn.push.PushOptions;
import io.feedhorn.push.PushSender;
import io.feedhorn.push.PushService;
import io.feedhorn.store.StoreWriter;
import io.feedhorn.store.StoredReader;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The parts of Web Push of one server; none of them if {@code push.enabled} is false. */
final class ServerPush {
  private final PushOptions options;
  private final PushMetrics metrics;
  private volatile @Nullable PushKeys keys;

  ServerPush(PushOptions options, Metrics metrics) {
    this.options = options;
    this.metrics = options.enabled() ? metrics.forPush() : PushMetrics.NONE;
  }

  /** Reads the keys on a worker thread; creates them at the first start. */
  Future<?> open(Vertx vertx) {
    Path file = options.keys();
    return !options.enabled() || file == null
        ? Future.succeededFuture()
        : vertx.executeBlocking(() -> PushKeys.open(file)).onSuccess(opened -> keys = opened);
  }

  /**
   * Returns the service that holds the subscriptions.
   *
   * @param stored the subscriptions that the store contained
   */
  List<WriterService> services(StoreWriter store, List<StoredReader> stored) {
    return options.enabled()
        ? List.of(new PushService(options, store, metrics, stored))
        : List.of();
  }

  /** Returns the verticle that sends; null if Web Push is off. */
  @Nullable PushSender sender(SubscriberCounter subscribers, Clock clock) {
    PushKeys opened = keys;
    return opened == null
        ? null
        : new PushSender(options, opened, subscribers::subscribedByName, clock, metrics);
  }

  /** Returns what the HTTP API needs. */
  PushAccess access() {
    PushKeys opened = keys;
    return new PushAccess(
        opened == null ? null : opened.publicKey(), new EndpointPolicy(options.allowPrivate()));
  }
}
