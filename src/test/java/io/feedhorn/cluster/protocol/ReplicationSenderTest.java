package io.feedhorn.cluster.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.cluster.codec.BinaryReader;
import io.feedhorn.cluster.replica.Batch;
import io.feedhorn.cluster.replica.LogEntry;
import io.feedhorn.cluster.replica.TestBatches;
import io.feedhorn.model.Topic;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReplicationSenderTest {
  private static final int MAX_UNANSWERED = 4;
  private static final int MIB = 1024 * 1024;

  private final List<List<Long>> messages = new ArrayList<>();
  private final List<Promise<BinaryReader>> answers = new ArrayList<>();
  private final ReplicationSender sender =
      new ReplicationSender(
          message -> {
            messages.add(offsets(message));
            answers.add(Promise.promise());
            return answers.get(answers.size() - 1).future();
          },
          answer -> {});

  private static List<Long> offsets(Buffer message) {
    BinaryReader in = new BinaryReader(message);
    List<Long> offsets = new ArrayList<>();
    for (int rest = in.count(); rest > 0; rest--) {
      offsets.add(new Batch(in.bytes()).firstOffset());
    }
    return offsets;
  }

  private void push(long offset, int bytes) {
    LogEntry entry =
        new LogEntry(
            Topic.parse("f.a"), offset, 1, 0, 1, Buffer.buffer(new byte[bytes]), null, 7, 1, 0);
    Batch batch = Batch.of(TestBatches.FEED, TestBatches.EPOCH, 1, List.of(entry));
    sender.push(batch, batch, new TraceList());
  }

  private void pushUnanswered() {
    for (int offset = 1; offset <= MAX_UNANSWERED; offset++) {
      push(offset, 1);
    }
    assertThat(messages).hasSize(MAX_UNANSWERED);
  }

  @Test
  void batchesAreCollectedWhileMessagesAreUnanswered() {
    pushUnanswered();
    push(5, 1);
    push(6, 1);
    assertThat(messages).hasSize(MAX_UNANSWERED);

    answers.get(0).fail("no answer");
    assertThat(messages).hasSize(MAX_UNANSWERED + 1).last().isEqualTo(List.of(5L, 6L));
  }

  @Test
  void theQueueIsBounded() {
    pushUnanswered();
    push(5, 3 * MIB);
    push(6, 2 * MIB);
    push(7, 1);
    answers.get(0).complete();
    answers.get(1).complete();

    assertThat(messages.subList(MAX_UNANSWERED, messages.size()))
        .containsExactly(List.of(5L), List.of(7L));
  }

  @Test
  void aBatchThatIsLargerThanTheQueueIsSentIfItIsTheOnlyOne() {
    push(1, 16 * MIB);
    assertThat(messages).containsExactly(List.of(1L));

    push(2, 1);
    push(3, 1);
    push(4, 1);
    push(5, 16 * MIB);
    push(6, 16 * MIB);
    answers.get(0).complete();
    answers.get(1).complete();
    assertThat(messages.subList(MAX_UNANSWERED, messages.size())).containsExactly(List.of(5L));
  }
}
