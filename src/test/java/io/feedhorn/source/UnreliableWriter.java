package io.feedhorn.source;

import io.feedhorn.model.ErrorCode;
import io.feedhorn.model.FeedException;
import io.feedhorn.model.Position;
import io.feedhorn.publish.FeedWriter;
import io.feedhorn.publish.PublishCommand;
import io.feedhorn.publish.Receipt;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.Random;

/** A writer that refuses one of four publishes at random. */
final class UnreliableWriter implements FeedWriter {
  private final FeedWriter writer;
  private final Random random;

  UnreliableWriter(FeedWriter writer, Random random) {
    this.writer = writer;
    this.random = random;
  }

  @Override
  public Future<?> start(Vertx vertx) {
    return writer.start(vertx);
  }

  @Override
  public Future<Receipt> append(PublishCommand command) {
    return random.nextInt(4) == 0
        ? Future.failedFuture(new FeedException(ErrorCode.UNAVAILABLE, "The disk is full."))
        : writer.append(command);
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
