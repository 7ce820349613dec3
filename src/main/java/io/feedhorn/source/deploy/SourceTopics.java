package io.feedhorn.source.deploy;

import io.feedhorn.publish.SystemPublisher;
import io.feedhorn.source.SourceOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Publishes the end of sources on {@code sys.sources.NAME}. Safe on any thread. */
final class SourceTopics {
  private static final Logger LOG = LoggerFactory.getLogger(SourceTopics.class);
  private static final long MAX_WAIT_SECONDS = 2;

  private final SystemPublisher publisher;
  private final SourceOwners owners;

  SourceTopics(Vertx vertx, SourceOwners owners) {
    this.publisher = SystemPublisher.on(vertx);
    this.owners = owners;
  }

  /**
   * Publishes that a source has stopped, and deletes its topics if it is removed. Completes also if
   * that is not possible: then nothing is published later than the state of the next owner.
   */
  Future<Void> stopped(SourceOptions source, boolean removed) {
    if (!owners.canPublish()) {
      return Future.succeededFuture();
    }
    String topic = "sources." + source.name();
    Future<?> published = publisher.publish(topic, state(source));
    if (removed) {
      published =
          published
              .compose(stopped -> publisher.delete(topic))
              .transform(deleted -> publisher.delete(topic + ".errors"));
    }
    return published
        .timeout(MAX_WAIT_SECONDS, TimeUnit.SECONDS)
        .onFailure(failure -> LOG.debug("Source {}: its end", source.name(), failure))
        .<Void>mapEmpty()
        .otherwiseEmpty();
  }

  private JsonObject state(SourceOptions source) {
    JsonObject state =
        new JsonObject().put("state", "stopped").put("type", source.connection().type());
    @Nullable String node = owners.node();
    return node == null ? state : state.put("node", node);
  }
}
