package io.feedhorn.cluster.owner;

import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.cluster.codec.BinaryReader;
import io.feedhorn.cluster.protocol.PublishBatch;
import io.feedhorn.cluster.replica.RecordingListener;
import io.feedhorn.cluster.replica.ReplicaLog;
import io.feedhorn.cluster.replica.TestBatches;
import io.feedhorn.model.ErrorCode;
import io.feedhorn.model.FeedException;
import io.feedhorn.model.Topic;
import io.feedhorn.publish.PublishCommand;
import io.feedhorn.publish.PublishResult;
import io.feedhorn.publish.Receipt;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class BatchBuilderTest {
  private static final Topic TOPIC = Topic.parse(TestBatches.FEED + ".x");

  private final ReplicaLog log =
      new ReplicaLog(TestBatches.FEED, TestBatches.feeds(1_000), new RecordingListener());
  private long number;

  private static PublishCommand after(long previousSeq) {
    return new PublishCommand(TOPIC, Buffer.buffer("1"), null, previousSeq);
  }

  /** Orders publishes of one node, as they arrive from it, and applies them. */
  private List<PublishResult> publish(PublishCommand... commands) {
    PublishBatch sent = new PublishBatch(TestBatches.FEED, 1, ++number, List.of(commands));
    PublishBatch received = PublishBatch.read(new BinaryReader(sent.bytes()));
    BatchBuilder builder = new BatchBuilder(log, 1_000);
    assertThat(builder.add(received)).isTrue();
    if (builder.size() > 0) {
      log.apply(builder.build(TestBatches.FEED, 1));
    }
    return builder.results(received);
  }

  private static long seq(PublishResult result) {
    Receipt receipt = Objects.requireNonNull(result.receipt());
    return receipt.seq();
  }

  private static ErrorCode refusal(PublishResult result) {
    FeedException exception = Objects.requireNonNull(result.exception());
    return exception.code();
  }

  @Test
  void aPublishIsRefusedIfTheTopicHasAnotherUpdateInTheMeantime() {
    assertThat(seq(publish(after(0)).get(0))).isEqualTo(1);
    assertThat(refusal(publish(after(0)).get(0))).isEqualTo(ErrorCode.UNAVAILABLE);
    assertThat(seq(publish(after(1)).get(0))).isEqualTo(2);
    assertThat(seq(publish(after(PublishCommand.ANY)).get(0))).isEqualTo(3);
    assertThat(refusal(publish(after(2)).get(0))).isEqualTo(ErrorCode.UNAVAILABLE);
    assertThat(log.offset()).isEqualTo(3);
  }

  @Test
  void publishesOfOneBatchCount() {
    List<PublishResult> results = publish(after(0), after(0), after(1), after(1));
    assertThat(seq(results.get(0))).isEqualTo(1);
    assertThat(refusal(results.get(1))).isEqualTo(ErrorCode.UNAVAILABLE);
    assertThat(seq(results.get(2))).isEqualTo(2);
    assertThat(refusal(results.get(3))).isEqualTo(ErrorCode.UNAVAILABLE);
    assertThat(log.offset()).isEqualTo(2);
  }
}
