package io.feedhorn.cluster;

/**
 * How far a node is with a feed. Immutable.
 *
 * @param term the newest incarnation of the feed's sequencer that it heard of
 * @param offset the newest offset it keeps
 * @param owner whether it writes the feed
 */
record ReplicaStatus(String feed, String epoch, long term, long offset, boolean owner) {
  void pack(BinaryWriter out) {
    out.text(feed).text(epoch).number(term).number(offset).flag(owner);
  }

  static ReplicaStatus unpack(BinaryReader in) {
    return new ReplicaStatus(in.text(), in.text(), in.number(), in.number(), in.flag());
  }
}
