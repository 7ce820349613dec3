package io.feedhorn.publish;

import io.feedhorn.model.Topic;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.json.JsonObject;

/**
 * Publishes the server's own updates, on topics of the feed {@code sys}. Safe on any thread. The
 * future fails with the reason if an update is refused.
 */
public final class SystemPublisher {
  private final WriterRequests writer;

  private SystemPublisher(EventBus bus) {
    this.writer = new WriterRequests(bus);
  }

  /** Returns the publisher of a Vert.x instance on which Feedhorn runs. */
  public static SystemPublisher on(Vertx vertx) {
    return new SystemPublisher(vertx.eventBus());
  }

  /**
   * Publishes one value.
   *
   * @param name the topic after {@code sys.}
   */
  public Future<Receipt> publish(String name, JsonObject data) {
    return writer.send(new PublishCommand(topic(name), data.toBuffer(), null));
  }

  /**
   * Deletes a topic; fails if there is none.
   *
   * @param name the topic after {@code sys.}
   */
  public Future<Receipt> delete(String name) {
    return writer.send(PublishCommand.deletion(topic(name), null));
  }

  private static Topic topic(String name) {
    return Topic.parse(Topic.SYSTEM_FEED + "." + name);
  }
}
