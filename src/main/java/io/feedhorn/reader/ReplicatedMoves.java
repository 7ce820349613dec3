package io.feedhorn.reader;

import io.feedhorn.log.FeedLog;
import io.feedhorn.log.FeedRegistry;
import io.feedhorn.model.ReaderName;
import io.feedhorn.model.Topic;
import io.feedhorn.model.Update;
import io.feedhorn.publish.FeedWriter;
import io.feedhorn.publish.PublishCommand;
import io.feedhorn.publish.Receipt;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.function.Function;

/**
 * The moves of readers in a cluster. A move is published with the newest state that this node
 * knows, and refused if another node has published one in the meantime: so the newest update of a
 * reader's topic is its newest state. Owned by the writer's event loop.
 */
final class ReplicatedMoves {
  private final FeedRegistry feeds;
  private final FeedWriter writer;
  private final RacedPublish raced;
  private final Function<ReaderState, ReaderStatus> status;

  /**
   * @param status returns the state as clients see it
   */
  ReplicatedMoves(
      FeedRegistry feeds,
      FeedWriter writer,
      RacedPublish raced,
      Function<ReaderState, ReaderStatus> status) {
    this.feeds = feeds;
    this.writer = writer;
    this.raced = raced;
    this.status = status;
  }

  Future<Receipt> publish(ReaderName name) {
    return publish(name, 1);
  }

  private Future<Receipt> publish(ReaderName name, int attempt) {
    ReaderState newest = StateTopic.newest(feeds, name).state();
    ReaderStatus shown = status.apply(newest == null ? ReaderState.create(name) : newest);
    long before = seq(name.topic());
    return writer
        .append(new PublishCommand(name.topic(), Buffer.buffer(shown.json()), null, before))
        .recover(
            failure ->
                raced
                    .retry(attempt, () -> seq(name.topic()) != before)
                    .compose(
                        repeat ->
                            repeat ? publish(name, attempt + 1) : Future.failedFuture(failure)));
  }

  private long seq(Topic topic) {
    FeedLog log = feeds.log(Topic.SYSTEM_FEED);
    Update newest = log == null ? null : log.newest(topic.name());
    return newest == null || newest.isDeletion() ? 0 : newest.seq();
  }
}
