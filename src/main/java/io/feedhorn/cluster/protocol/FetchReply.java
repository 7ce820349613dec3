package io.feedhorn.cluster.protocol;

import io.feedhorn.cluster.codec.BinaryReader;
import io.feedhorn.cluster.codec.BinaryWriter;

/** The kinds of answers to {@link MessageKind#FETCH}. */
enum FetchReply {
  /** The node has no updates of the feed. */
  NOTHING,
  /** The batches after the requested offset. */
  BATCHES,
  /** The number of a snapshot transfer, because the batches were dropped. */
  SNAPSHOT;

  BinaryWriter begin() {
    return new BinaryWriter().count(ordinal());
  }

  static FetchReply read(BinaryReader in) {
    return values()[in.count()];
  }
}
