package io.feedhorn.publish;

import io.feedhorn.log.FeedRegistry;
import io.feedhorn.model.Position;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;

/** The writer of a single node with a store: durable feeds take another path than the others. */
public final class RoutedFeedWriter implements FeedWriter {
  private final FeedRegistry feeds;
  private final FeedWriter durable;
  private final FeedWriter inMemory;

  public RoutedFeedWriter(FeedRegistry feeds, FeedWriter durable, FeedWriter inMemory) {
    this.feeds = feeds;
    this.durable = durable;
    this.inMemory = inMemory;
  }

  @Override
  public Future<?> start(Vertx vertx) {
    return durable.start(vertx).compose(started -> inMemory.start(vertx));
  }

  @Override
  public Future<Receipt> append(PublishCommand command) {
    return of(command.topic().feed()).append(command);
  }

  @Override
  public Future<List<PublishResult>> appendAll(List<PublishCommand> commands) {
    FeedWriter first = of(commands.get(0).topic().feed());
    boolean same = true;
    for (PublishCommand command : commands) {
      same &= of(command.topic().feed()) == first;
    }
    return same ? first.appendAll(commands) : FeedWriter.super.appendAll(commands);
  }

  @Override
  public Future<Boolean> reaches(String feed, Position at) {
    return of(feed).reaches(feed, at);
  }

  private FeedWriter of(String feed) {
    return feeds.options(feed).durable() ? durable : inMemory;
  }

  @Override
  public Future<?> close() {
    return inMemory.close().eventually(durable::close);
  }
}
