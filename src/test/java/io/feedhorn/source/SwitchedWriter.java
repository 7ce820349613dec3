package io.feedhorn.source;

import io.feedhorn.log.FeedOptions;
import io.feedhorn.log.FeedRegistry;
import io.feedhorn.log.FeedsOptions;
import io.feedhorn.model.Clock;
import io.feedhorn.model.ErrorCode;
import io.feedhorn.model.FeedException;
import io.feedhorn.model.Position;
import io.feedhorn.publish.FeedWriter;
import io.feedhorn.publish.FeedWriterVerticle;
import io.feedhorn.publish.LocalFeedWriter;
import io.feedhorn.publish.NoMetrics;
import io.feedhorn.publish.PublishCommand;
import io.feedhorn.publish.Receipt;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** A writer that is unavailable for the feed {@code n} after some updates, until it is not. */
public final class SwitchedWriter implements FeedWriter {
  private final FeedRegistry feeds =
      new FeedRegistry(
          new FeedsOptions(FeedOptions.DEFAULT, Map.of()), Clock.system(), new Random(1));
  private final FeedWriter writer = new LocalFeedWriter(feeds, new NoMetrics());
  private final List<Integer> published = new CopyOnWriteArrayList<>();
  private final AtomicInteger refused = new AtomicInteger();
  private volatile int left;

  private SwitchedWriter(int left) {
    this.left = left;
  }

  /**
   * Deploys a writer.
   *
   * @param left the number of updates before it is unavailable
   */
  public static SwitchedWriter deploy(Vertx vertx, int left) {
    SwitchedWriter writer = new SwitchedWriter(left);
    vertx.deployVerticle(new FeedWriterVerticle(writer.feeds, writer, 1_000, List.of())).await();
    return writer;
  }

  /** Is available from now on. */
  public void recover() {
    left = Integer.MAX_VALUE;
  }

  /** Returns the published values, which are numbers. */
  public List<Integer> published() {
    return List.copyOf(published);
  }

  /** Returns the number of refused publishes. */
  public int refused() {
    return refused.get();
  }

  /** Returns the number of updates of a topic of the server. */
  public long updates(String topic) {
    return Objects.requireNonNull(feeds.log("sys")).retained().stream()
        .filter(update -> update.topic().name().equals(topic))
        .count();
  }

  @Override
  public Future<?> start(Vertx vertx) {
    return writer.start(vertx);
  }

  @Override
  public Future<Receipt> append(PublishCommand command) {
    if (!command.topic().feed().equals("n")) {
      return writer.append(command);
    }
    if (left == 0) {
      refused.incrementAndGet();
      return Future.failedFuture(new FeedException(ErrorCode.UNAVAILABLE, "The disk is full."));
    }
    int before = left;
    left = before - 1;
    published.add(Integer.valueOf(command.data().toString()));
    return writer.append(command);
  }

  @Override
  public Future<Boolean> reaches(String feed, Position at) {
    return writer.reaches(feed, at);
  }

  @Override
  public Future<?> close() {
    return writer.close();
  }
}
