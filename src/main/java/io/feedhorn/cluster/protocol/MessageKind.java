package io.feedhorn.cluster.protocol;

/** The kinds of requests between nodes. */
public enum MessageKind {
  /** Publishes for the owner of a feed: {@link PublishBatch}. */
  PUBLISH,
  /** Committed batches from an owner. */
  BATCHES,
  /** The status of all replicas of a node. */
  STATUS,
  /** A request for the updates of a feed after an offset. */
  FETCH,
  /** A request for the next page of a snapshot. */
  PAGE,
  /** A request for the end offset of a feed, to its owner. */
  END_OFFSET
}
