package io.feedhorn.source.book;

/**
 * Requests for snapshots of books (port). Calls return at once, and a snapshot arrives later: an
 * event of the connection, or {@link Books#join}. A request is repeated until {@link #settled},
 * with pauses that grow.
 */
public interface SnapshotRequests {
  /** States that a book without a snapshot has its first event: one may be on its way. */
  void begin(String symbol);

  /** Asks for a snapshot, because a book is not complete. */
  void repair(String symbol, String reason);

  /** States that a book is complete. */
  void settled(String symbol);
}
