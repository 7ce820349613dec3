package io.feedhorn.cluster.protocol;

import io.feedhorn.cluster.codec.BinaryReader;
import io.feedhorn.cluster.codec.BinaryWriter;
import io.feedhorn.cluster.replica.Batch;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * A bounded queue of batches for one other node, from all feeds that this node owns. Batches are
 * collected while earlier messages are unanswered. If the queue is full, a batch is dropped: the
 * other node detects the gap and fetches it. Owned by the writer's event loop.
 */
final class ReplicationSender {
  private static final int MAX_MESSAGE_BYTES = 256 * 1024;
  private static final int MAX_PENDING_BYTES = 4 * 1024 * 1024;
  private static final int MAX_UNANSWERED = 4;

  private final Function<Buffer, Future<BinaryReader>> sender;
  private final Consumer<BinaryReader> onConfirmed;
  private final ArrayDeque<Pending> pending = new ArrayDeque<>();
  private int pendingBytes;
  private int unanswered;

  /**
   * A batch that waits.
   *
   * @param sent the batch, or only the notice of it
   */
  private record Pending(Batch sent, Batch batch, TraceList traces) {
    void writeTraces(BinaryWriter out) {
      if (!traces.isEmpty()) {
        out.text(batch.feed()).text(batch.epoch()).number(batch.term()).number(batch.firstOffset());
        traces.write(out);
      }
    }
  }

  /**
   * Creates an empty queue.
   *
   * @param sender sends a message to the node
   * @param onConfirmed receives the answers, which contain the node's offsets
   */
  ReplicationSender(
      Function<Buffer, Future<BinaryReader>> sender, Consumer<BinaryReader> onConfirmed) {
    this.sender = sender;
    this.onConfirmed = onConfirmed;
  }

  /**
   * Adds a batch.
   *
   * @param sent the batch, or only the notice of it
   * @param traces the trace contexts of the updates in the batch
   */
  void push(Batch sent, Batch batch, TraceList traces) {
    // A value may be larger than the queue.
    if (!pending.isEmpty() && pendingBytes + sent.sizeBytes() > MAX_PENDING_BYTES) {
      return;
    }
    pending.add(new Pending(sent, batch, traces));
    pendingBytes += sent.sizeBytes();
    sendPending();
  }

  private void sendPending() {
    while (unanswered < MAX_UNANSWERED && !pending.isEmpty()) {
      List<Pending> batches = new ArrayList<>();
      int bytes = 0;
      while (!pending.isEmpty() && bytes < MAX_MESSAGE_BYTES) {
        Pending batch = pending.remove();
        bytes += batch.sent.sizeBytes();
        batches.add(batch);
      }
      pendingBytes -= bytes;
      send(batches, bytes);
    }
  }

  private void send(List<Pending> batches, int bytes) {
    BinaryWriter out = new BinaryWriter(bytes + 64).count(batches.size());
    batches.forEach(batch -> out.bytes(batch.sent.bytes()));
    // Last, because nodes that do not know them must be able to read the message.
    batches.forEach(batch -> batch.writeTraces(out));
    unanswered++;
    sender
        .apply(out.toBuffer())
        .onSuccess(onConfirmed::accept)
        .onComplete(
            answered -> {
              unanswered--;
              sendPending();
            });
  }
}
