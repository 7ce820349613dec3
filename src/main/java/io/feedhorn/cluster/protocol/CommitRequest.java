package io.feedhorn.cluster.protocol;

import io.feedhorn.cluster.codec.BinaryReader;
import io.feedhorn.cluster.codec.BinaryWriter;
import io.feedhorn.cluster.replica.Batch;
import io.feedhorn.cluster.replica.CommitBatch;
import io.feedhorn.model.TraceContext;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A batch of an owner for a node that stores the head of the feed. Immutable.
 *
 * @param assignment the number of the assignment of heads to nodes that the owner knows
 * @param last true if all other nodes of the assignment have stored the batch before it was sent,
 *     so that the receiver commits it by storing it
 * @param traces the trace context of each update, null for none; or empty
 */
public record CommitRequest(
    int assignment, boolean last, CommitBatch commit, List<@Nullable TraceContext> traces) {

  public Buffer bytes() {
    Batch batch = commit.batch();
    BinaryWriter out =
        new BinaryWriter(batch.sizeBytes() + 64)
            .count(assignment)
            .flag(last)
            .number(commit.replicatedOffset())
            .bytes(batch.bytes());
    TraceList.of(traces).write(out);
    return out.toBuffer();
  }

  public static CommitRequest read(BinaryReader in) {
    int assignment = in.count();
    boolean last = in.flag();
    long replicatedOffset = in.number();
    CommitBatch commit = new CommitBatch(new Batch(in.bytes()), replicatedOffset);
    List<@Nullable TraceContext> traces = new ArrayList<>(0);
    if (in.hasMore()) {
      TraceList.read(
          in,
          (index, trace) -> {
            while (traces.size() < index) {
              traces.add(null);
            }
            traces.add(trace);
          });
    }
    return new CommitRequest(assignment, last, commit, traces);
  }
}
