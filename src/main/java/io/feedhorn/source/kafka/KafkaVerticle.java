package io.feedhorn.source.kafka;

import io.feedhorn.metrics.SourceMetrics;
import io.feedhorn.source.Backoff;
import io.feedhorn.source.SourceIntake;
import io.feedhorn.source.SourceOptions;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.kafka.client.consumer.KafkaReadStream;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A source that reads topics of Kafka as a member of a consumer group. An offset is committed after
 * the updates of all records before it have their receipts.
 */
public final class KafkaVerticle extends VerticleBase {
  private final SourceOptions options;
  private final KafkaOptions kafka;
  private final SourceMetrics metrics;
  private SourceIntake intake;
  private Backoff backoff;
  private Context eventLoop;
  private @Nullable Opened current;
  private boolean stopped;

  /** A consumer and the work with it. */
  private record Opened(KafkaReadStream<byte[], byte[]> stream, PollLoop loop) {
    Future<Void> close() {
      loop.stop();
      return stream.close();
    }
  }

  @SuppressWarnings("NullAway.Init") // Set in start().
  public KafkaVerticle(SourceOptions options, KafkaOptions kafka, SourceMetrics metrics) {
    this.options = options;
    this.kafka = kafka;
    this.metrics = metrics;
  }

  @Override
  public Future<?> start() {
    intake = new SourceIntake(vertx, options, metrics);
    backoff = intake.newBackoff();
    eventLoop = vertx.getOrCreateContext();
    open();
    return Future.succeededFuture();
  }

  @Override
  public Future<?> stop() {
    stopped = true;
    Future<?> closed = current == null ? Future.succeededFuture() : current.close();
    // After the partitions are given away: what is on its way gets its receipt first.
    return closed.onComplete(done -> intake.close());
  }

  private void open() {
    PartitionOffsets offsets = new PartitionOffsets();
    Rebalance rebalance = new Rebalance(eventLoop, intake, offsets);
    Map<String, Object> properties =
        ConsumerProperties.of(kafka, options.name(), options.inFlight());
    // The construction loads classes and resolves the names of the brokers.
    vertx
        .executeBlocking(() -> new GroupConsumer(properties, rebalance))
        .onSuccess(consumer -> run(consumer, offsets))
        .onFailure(this::failed);
  }

  private void run(GroupConsumer consumer, PartitionOffsets offsets) {
    KafkaReadStream<byte[], byte[]> stream = KafkaReadStream.create(vertx, consumer);
    if (stopped) {
      consumer.close();
      return;
    }
    PollLoop loop = new PollLoop(vertx, intake, metrics, kafka, stream, offsets, backoff);
    Opened opened = new Opened(stream, loop);
    current = opened;
    loop.run()
        .onFailure(
            failure -> {
              if (!stopped) {
                current = null;
                opened.close().onComplete(closed -> failed(failure));
              }
            });
  }

  private void failed(Throwable failure) {
    if (stopped) {
      return;
    }
    intake.failing(KafkaErrors.text(failure));
    vertx.setTimer(
        backoff.nextMillis(),
        timer -> {
          if (!stopped) {
            open();
          }
        });
  }
}
