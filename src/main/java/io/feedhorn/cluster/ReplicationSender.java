package io.feedhorn.cluster;

import io.vertx.core.Future;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Consumer;

/**
 * What is pushed to one other node: batches of all feeds this node owns, gathered while earlier
 * ones are not answered. Bounded; what does not fit is not sent, because the other node finds the
 * gap and asks for it. Owned by the writer's event loop.
 */
final class ReplicationSender {
  private static final int FRAME_BYTES = 256 * 1024;
  private static final int PENDING_BYTES = 4 * 1024 * 1024;
  private static final int MAX_UNANSWERED = 4;

  private final Consumer<BinaryReader> confirmed;
  private final BiFunction<BinaryWriter, Integer, Future<BinaryReader>> sending;
  private final ArrayDeque<Batch> pending = new ArrayDeque<>();
  private int pendingBytes;
  private int unanswered;

  /**
   * @param sending sends a frame; the number of its batches is already in it
   * @param confirmed takes how far the other node is, as it says in its answer
   */
  ReplicationSender(
      BiFunction<BinaryWriter, Integer, Future<BinaryReader>> sending,
      Consumer<BinaryReader> confirmed) {
    this.sending = sending;
    this.confirmed = confirmed;
  }

  void push(Batch batch) {
    if (pendingBytes + batch.length() > PENDING_BYTES) {
      return;
    }
    pending.add(batch);
    pendingBytes += batch.length();
    pump();
  }

  private void pump() {
    while (unanswered < MAX_UNANSWERED && !pending.isEmpty()) {
      List<Batch> frame = new ArrayList<>();
      int bytes = 0;
      while (!pending.isEmpty() && bytes < FRAME_BYTES) {
        Batch batch = pending.remove();
        bytes += batch.length();
        frame.add(batch);
      }
      pendingBytes -= bytes;
      send(frame, bytes);
    }
  }

  private void send(List<Batch> frame, int bytes) {
    BinaryWriter out = new BinaryWriter(bytes + 64);
    out.count(frame.size());
    frame.forEach(batch -> out.bytes(batch.bytes()));
    unanswered++;
    sending.apply(out, frame.size()).onSuccess(confirmed::accept).onComplete(this::answered);
  }

  private void answered(io.vertx.core.AsyncResult<BinaryReader> answer) {
    unanswered--;
    pump();
  }
}
