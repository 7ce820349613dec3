package io.feedhorn.cluster.quorum;

import io.feedhorn.cluster.replica.Batch;
import java.util.ArrayDeque;
import java.util.Iterator;

/**
 * The newest batches that owners have sent to this voter, so that the notice that one is committed
 * need not contain it. If one is missing, the voter fetches it. Owned by the writer's event loop.
 */
final class ReceivedBatches {
  static final int MAX_BYTES = 4 * 1024 * 1024;

  private final ArrayDeque<Batch> batches = new ArrayDeque<>();
  private int bytes;

  void add(Batch batch) {
    batches.add(batch);
    bytes += batch.sizeBytes();
    while (bytes > MAX_BYTES) {
      bytes -= batches.remove().sizeBytes();
    }
  }

  /**
   * Returns the batch that a notice is about, or the notice itself if this voter does not have it.
   * A term has one owner, which has one batch at a position. Forgets it and what is before.
   *
   * @param notice a batch, which may be without its updates
   */
  Batch complete(Batch notice) {
    Batch found = notice;
    for (Iterator<Batch> each = batches.iterator(); each.hasNext(); ) {
      Batch batch = each.next();
      if (batch.lastOffset() > notice.lastOffset()) {
        continue;
      }
      if (notice.isEmpty() && batch.isCommittedBy(notice)) {
        found = batch;
      }
      each.remove();
      bytes -= batch.sizeBytes();
    }
    return found;
  }
}
