package io.feedhorn.cluster.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.cluster.codec.BinaryReader;
import io.feedhorn.cluster.replica.Batch;
import io.feedhorn.cluster.replica.CommitBatch;
import io.feedhorn.cluster.replica.TestBatches;
import io.feedhorn.model.TraceContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CommitRequestTest {
  private static final Batch BATCH = TestBatches.batch(5, 11, 3);

  private static CommitRequest sent(boolean last, List<@Nullable TraceContext> traces) {
    CommitRequest request = new CommitRequest(7, last, new CommitBatch(BATCH, 9), traces);
    return CommitRequest.read(new BinaryReader(request.bytes()));
  }

  @Test
  void containsTheBatch() {
    CommitRequest request = sent(true, List.of());

    assertThat(request.assignment()).isEqualTo(7);
    assertThat(request.last()).isTrue();
    assertThat(request.commit().replicatedOffset()).isEqualTo(9);
    assertThat(request.commit().batch().isSameAs(BATCH)).isTrue();
    assertThat(request.traces()).isEmpty();
    assertThat(sent(false, List.of()).last()).isFalse();
  }

  @Test
  void containsTheTraceContextsAtTheirUpdates() {
    TraceContext trace =
        Objects.requireNonNull(
            TraceContext.parse("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", ""));
    List<@Nullable TraceContext> traces = new ArrayList<>();
    traces.add(null);
    traces.add(trace);

    assertThat(sent(true, traces).traces()).containsExactly(null, trace);
  }
}
