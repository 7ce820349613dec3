package io.feedhorn.cluster.protocol;

/** The kinds of requests between nodes. */
public enum MessageKind {
  /** Publishes for the owner of a feed: {@link PublishBatch}. */
  PUBLISH(true),
  /** A batch of an owner for a node that stores the head of the feed: {@link CommitRequest}. */
  COMMIT(true),
  /** Committed batches from an owner. */
  BATCHES(true),
  /** The status of all replicas of a node. */
  STATUS,
  /** The share of its feeds that a node takes over: {@link TakeoverShares}. */
  SHARE,
  /** A request for the status of the replica of one feed, by its new owner. */
  REPLICA(true),
  /** A request for the updates of a feed after an offset. */
  FETCH,
  /** A request for the next page of a snapshot. */
  PAGE,
  /** A request for the end offset of a feed, to its owner. */
  END_OFFSET,
  /** A request to a voter of a durable feed to accept nothing of earlier terms. */
  PROMISE,
  /** A batch for a voter of a durable feed, to be forced to its disk. */
  APPEND(true),
  /** A request for the state of a voter's log. */
  LOG_END,
  /** The notice to a voter that its vote counts. */
  GRANT;

  private final boolean frequent;

  MessageKind() {
    this(false);
  }

  MessageKind(boolean frequent) {
    this.frequent = frequent;
  }

  /**
   * Returns true if a node sends this for each batch or each feed, so that those of a turn of the
   * event loop are sent together.
   */
  boolean isFrequent() {
    return frequent;
  }
}
