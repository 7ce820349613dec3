package io.feedhorn.cluster.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.cluster.codec.BinaryReader;
import io.feedhorn.model.Topic;
import io.feedhorn.model.TraceContext;
import io.feedhorn.publish.PublishCommand;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The messages with publishes for the owner of a feed. */
class PublishBatchTest {
  private static final TraceContext ONE = trace("1", "congo=t61");
  private static final TraceContext OTHER = trace("2", null);

  private static TraceContext trace(String digit, @Nullable String state) {
    String traceparent = "00-" + digit.repeat(32) + "-" + digit.repeat(16) + "-01";
    return Objects.requireNonNull(TraceContext.parse(traceparent, state));
  }

  private static PublishBatch batch(@Nullable TraceContext... traces) {
    List<PublishCommand> commands =
        IntStream.range(0, traces.length)
            .mapToObj(
                i ->
                    new PublishCommand(Topic.parse("f.t" + i), Buffer.buffer("" + i), "k" + i)
                        .in(traces[i]))
            .toList();
    return new PublishBatch("f", 1, 2, commands);
  }

  @Test
  void containsTheTraceContextOfEachPublish() {
    PublishBatch sent = batch(null, ONE, ONE, null, OTHER, ONE);
    assertThat(PublishBatch.read(new BinaryReader(sent.bytes()))).isEqualTo(sent);
  }

  @Test
  void isTheSameMessageAsBeforeWithoutTraces() {
    Buffer untraced = batch(null, null).bytes();
    Buffer traced = batch(ONE, ONE).bytes();
    assertThat(PublishBatch.read(new BinaryReader(untraced))).isEqualTo(batch(null, null));
    // A node that does not know the last field stops reading here.
    assertThat(traced.slice(0, untraced.length())).isEqualTo(untraced);
  }
}
