package io.feedhorn.cluster;

/**
 * How far a node is with a feed. Immutable.
 *
 * @param tag the newest incarnation of the feed's sequencer that it heard of
 * @param offset the newest offset it keeps
 * @param owner whether it writes the feed
 */
record Standing(String feed, String epoch, long tag, long offset, boolean owner) {
  void pack(Packing out) {
    out.text(feed).text(epoch).number(tag).number(offset).flag(owner);
  }

  static Standing unpack(Unpacking in) {
    return new Standing(in.text(), in.text(), in.number(), in.number(), in.flag());
  }
}
