package io.feedhorn.cluster.quorum;

import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.cluster.replica.Batch;
import io.feedhorn.cluster.replica.LogEntry;
import io.feedhorn.model.Topic;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReceivedBatchesTest {
  private final ReceivedBatches received = new ReceivedBatches();

  private static Batch batch(String epoch, long term, long first, int count, String data) {
    List<LogEntry> entries = new ArrayList<>();
    for (long offset = first; offset < first + count; offset++) {
      entries.add(
          new LogEntry(
              Topic.parse("f.a"),
              offset,
              offset,
              offset - 1,
              1,
              Buffer.buffer(data),
              null,
              1,
              offset,
              1));
    }
    return Batch.of("f", epoch, term, entries);
  }

  @Test
  void aNoticeIsSmallAndIsCompletedByTheBatchThatWasReceived() {
    Batch first = batch("e", 64, 1, 3, "\"data\"");
    Batch second = batch("e", 64, 4, 1, "\"data\"");
    received.add(first);
    received.add(second);

    Batch notice = new Batch(first.notice().bytes());
    assertThat(notice.isEmpty()).isTrue();
    assertThat(notice.sizeBytes()).isLessThan(80);
    assertThat(notice.lastOffset()).isEqualTo(3);
    assertThat(received.complete(notice)).isSameAs(first);
    assertThat(received.complete(second.notice())).isSameAs(second);
    assertThat(received.complete(second.notice()).isEmpty()).as("forgotten").isTrue();
  }

  @Test
  void aBatchOfAnotherTermEpochOrEndIsNotTaken() {
    received.add(batch("e", 64, 1, 3, "1"));
    assertThat(received.complete(batch("e", 65, 1, 3, "2").notice()).isEmpty()).isTrue();
    received.add(batch("e", 64, 1, 3, "1"));
    assertThat(received.complete(batch("x", 64, 1, 3, "2").notice()).isEmpty()).isTrue();
    received.add(batch("e", 64, 1, 3, "1"));
    assertThat(received.complete(batch("e", 64, 1, 2, "2").notice()).isEmpty()).isTrue();
  }

  @Test
  void aBatchWithItsUpdatesIsReturnedAsItIs() {
    received.add(batch("e", 64, 1, 3, "1"));
    Batch later = batch("e", 65, 1, 3, "2");
    assertThat(received.complete(later)).isSameAs(later);
  }

  @Test
  void theOldestAreForgottenWhenTheyAreTooLarge() {
    String large = "\"" + "x".repeat(ReceivedBatches.MAX_BYTES / 3) + "\"";
    List<Batch> batches = new ArrayList<>();
    for (int i = 1; i <= 3; i++) {
      batches.add(batch("e", 64, i, 1, large));
      received.add(batches.get(i - 1));
    }
    assertThat(received.complete(batches.get(0).notice()).isEmpty()).isTrue();
    assertThat(received.complete(batches.get(1).notice())).isSameAs(batches.get(1));
  }
}
