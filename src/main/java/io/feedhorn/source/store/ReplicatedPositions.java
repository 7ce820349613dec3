package io.feedhorn.source.store;

import io.feedhorn.log.FeedLog;
import io.feedhorn.log.FeedRegistry;
import io.feedhorn.model.Topic;
import io.feedhorn.model.Update;
import io.feedhorn.publish.FeedWriter;
import io.feedhorn.publish.PublishCommand;
import io.feedhorn.publish.WriterService;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/**
 * The positions of the sources of a cluster: the newest update of {@code sys.positions.NAME}, which
 * all nodes have. Owned by the writer's event loop.
 */
public final class ReplicatedPositions implements WriterService {
  private static final String TOPIC_PREFIX = Topic.SYSTEM_FEED + ".positions.";

  /** The shortest time between two positions of a source. What was read since is read again. */
  private static final long INTERVAL_MILLIS = 500;

  private static final int UNAVAILABLE = 503;

  private final FeedRegistry feeds;
  private final FeedWriter writer;

  public ReplicatedPositions(FeedRegistry feeds, FeedWriter writer) {
    this.feeds = feeds;
    this.writer = writer;
  }

  @Override
  public Future<?> start(Vertx vertx) {
    return vertx
        .eventBus()
        .<JsonObject>localConsumer(PositionService.ADDRESS, command -> execute(vertx, command))
        .completion();
  }

  private void execute(Vertx vertx, Message<JsonObject> command) {
    Topic topic = Topic.parse(TOPIC_PREFIX + command.body().getString(PositionService.SOURCE));
    String position = command.body().getString(PositionService.POSITION);
    Future<@Nullable String> done = position == null ? load(topic) : save(topic, position);
    done.onComplete(
        answer -> {
          if (position == null) {
            reply(command, answer.result(), answer.cause());
          } else {
            // The next position of the source is saved after the reply.
            vertx.setTimer(
                INTERVAL_MILLIS, timer -> reply(command, answer.result(), answer.cause()));
          }
        });
  }

  private static void reply(
      Message<JsonObject> command, @Nullable String position, @Nullable Throwable failure) {
    if (failure == null) {
      command.reply(position);
    } else {
      command.fail(UNAVAILABLE, failure.getMessage());
    }
  }

  private Future<@Nullable String> load(Topic topic) {
    return writer
        .catchUp(Topic.SYSTEM_FEED)
        .map(
            level -> {
              FeedLog log = feeds.log(Topic.SYSTEM_FEED);
              Update newest = log == null ? null : log.newest(topic.name());
              return newest == null || newest.isDeletion()
                  ? null
                  : newest.data().toJsonObject().getString(PositionService.POSITION);
            });
  }

  private Future<@Nullable String> save(Topic topic, String position) {
    JsonObject data = new JsonObject().put(PositionService.POSITION, position);
    return writer
        .append(new PublishCommand(topic, data.toBuffer(), null))
        .map(receipt -> (@Nullable String) position);
  }
}
