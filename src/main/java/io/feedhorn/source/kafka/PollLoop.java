package io.feedhorn.source.kafka;

import io.feedhorn.metrics.SourceMetrics;
import io.feedhorn.source.Backoff;
import io.feedhorn.source.SourceIntake;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.kafka.client.consumer.KafkaReadStream;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.InvalidOffsetException;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.RetriableException;
import org.jspecify.annotations.Nullable;

/**
 * The work with one consumer: polls, hands the records to the intake, and commits the offsets up to
 * which all records have their receipts, one after the other. Owned by the source's event loop.
 */
final class PollLoop {
  private static final Duration POLL = Duration.ofMillis(200);
  private static final long CHECK_NANOS = TimeUnit.SECONDS.toNanos(5);

  /** The longest time between two polls, without which the group takes the partitions away. */
  private static final long MAX_SILENCE_MILLIS = 1_000;

  private final Vertx vertx;
  private final SourceIntake intake;
  private final SourceMetrics metrics;
  private final KafkaReadStream<byte[], byte[]> stream;
  private final KafkaTopics topics;
  private final PartitionOffsets offsets;
  private final Backoff backoff;
  private final KafkaRecords records;
  private final StartOffsets starts;
  private final Promise<Void> failure = Promise.promise();
  private long checkedNanos = System.nanoTime();
  private boolean assigned;
  private boolean paused;
  private boolean stopped;

  PollLoop(
      Vertx vertx,
      SourceIntake intake,
      SourceMetrics metrics,
      KafkaOptions kafka,
      KafkaReadStream<byte[], byte[]> stream,
      PartitionOffsets offsets,
      Backoff backoff) {
    this.vertx = vertx;
    this.intake = intake;
    this.metrics = metrics;
    this.stream = stream;
    this.topics = new KafkaTopics(kafka, stream);
    this.offsets = offsets;
    this.backoff = backoff;
    this.records = new KafkaRecords(intake, kafka.format());
    this.starts = new StartOffsets(kafka.from(), intake, stream);
  }

  /** Starts. The future fails if the consumer cannot go on. */
  Future<Void> run() {
    topics.subscribe().onSuccess(subscribed -> poll(POLL)).onFailure(failure::tryFail);
    return failure.future();
  }

  void stop() {
    stopped = true;
  }

  private void poll(Duration timeout) {
    if (stopped) {
      return;
    }
    check()
        .compose(checked -> stream.poll(timeout))
        .recover(this::onPollFailure)
        .compose(this::accept)
        .onSuccess(accepted -> continueWhenReady())
        .onFailure(failure::tryFail);
  }

  private Future<ConsumerRecords<byte[], byte[]>> onPollFailure(Throwable reason) {
    return reason instanceof InvalidOffsetException invalid
        ? starts.seek(invalid).map(sought -> ConsumerRecords.empty())
        : Future.failedFuture(reason);
  }

  private Future<Void> accept(ConsumerRecords<byte[], byte[]> polled) {
    if (stopped) {
      return Future.succeededFuture(); // The next consumer reads the records.
    }
    if (!offsets.partitions().isEmpty() && !assigned) {
      assigned = true;
      backoff.reset();
      intake.live();
    }
    for (ConsumerRecord<byte[], byte[]> record : polled) {
      PartitionOffsets.@Nullable Assignment assignment =
          offsets.of(new TopicPartition(record.topic(), record.partition()));
      if (assignment == null) {
        continue; // Revoked: the next owner reads the record.
      }
      assignment.received(record.offset());
      records.accept(record);
      OffsetAndMetadata next = new OffsetAndMetadata(record.offset() + 1, record.leaderEpoch(), "");
      intake.published().onSuccess(published -> assignment.answered(next));
    }
    polled
        .nextOffsets()
        .forEach(
            (partition, next) -> {
              PartitionOffsets.@Nullable Assignment assignment = offsets.of(partition);
              if (assignment != null) {
                // Behind the last record there may be marks of transactions.
                intake.published().onSuccess(published -> assignment.answered(next));
              }
            });
    return commit();
  }

  private Future<Void> commit() {
    Map<TopicPartition, OffsetAndMetadata> next = offsets.uncommitted();
    if (next.isEmpty() || stopped) {
      return Future.succeededFuture();
    }
    return stream
        .commit(next)
        .<Void>map(
            done -> {
              offsets.committed(next);
              return null;
            })
        .recover(
            refused ->
                isTemporary(refused) ? Future.succeededFuture() : Future.failedFuture(refused));
  }

  /** Returns true if the offsets can be committed later, or the partition is lost. */
  private static boolean isTemporary(Throwable refused) {
    return refused instanceof RetriableException
        || refused instanceof RebalanceInProgressException
        || refused instanceof CommitFailedException;
  }

  /**
   * Polls when there is room for more records. Without room it polls now and then with all
   * partitions paused, because the group waits for each of its consumers.
   */
  private void continueWhenReady() {
    if (intake.ready().succeeded()) {
      pause(false).onSuccess(resumed -> poll(POLL)).onFailure(failure::tryFail);
      return;
    }
    Promise<Boolean> room = Promise.promise();
    long timer = vertx.setTimer(MAX_SILENCE_MILLIS, late -> room.tryComplete(false));
    intake.ready().onSuccess(ready -> room.tryComplete(vertx.cancelTimer(timer)));
    room.future()
        .onSuccess(
            ready -> {
              if (ready) {
                continueWhenReady();
              } else {
                pause(true).onSuccess(done -> poll(Duration.ZERO)).onFailure(failure::tryFail);
              }
            });
  }

  private Future<Void> pause(boolean next) {
    boolean changed = paused || next;
    paused = next;
    if (!changed || stopped) {
      return Future.succeededFuture();
    }
    return next ? stream.pause(offsets.partitions()) : stream.resume(offsets.partitions());
  }

  /** Checks now and then if brokers answer and topics exist, and measures the lag. */
  private Future<Void> check() {
    if (System.nanoTime() - checkedNanos < CHECK_NANOS) {
      return Future.succeededFuture();
    }
    return topics
        .checkListed()
        .compose(exist -> stream.endOffsets(offsets.partitions()))
        .<Void>map(
            ends -> {
              metrics.behind(offsets.behind(ends));
              backoff.reset();
              intake.live();
              return null;
            })
        .recover(
            reason -> {
              if (reason instanceof RetriableException) {
                intake.failing(KafkaErrors.text(reason));
                return Future.succeededFuture();
              }
              return Future.failedFuture(reason);
            })
        .onComplete(checked -> checkedNanos = System.nanoTime());
  }
}
