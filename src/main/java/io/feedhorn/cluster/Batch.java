package io.feedhorn.cluster;

import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Updates of one feed with consecutive offsets, ordered and committed together. Immutable. Its
 * bytes are made once, by the owner, and are the same in the grid and in every message.
 */
final class Batch {
  private final Buffer bytes;
  private final String feed;
  private final String epoch;
  private final long tag;
  private final long first;
  private final int count;

  /** Reads a batch that another node made. */
  Batch(Buffer bytes) {
    this.bytes = bytes;
    BinaryReader in = new BinaryReader(bytes);
    this.feed = in.text();
    this.epoch = in.text();
    this.tag = in.number();
    this.first = in.number();
    this.count = in.count();
  }

  /**
   * A batch of at least one update.
   *
   * @param tag the incarnation of the sequencer that gave the offsets
   */
  static Batch of(String feed, String epoch, long tag, List<LogEntry> entries) {
    BinaryWriter out = new BinaryWriter(64 + entries.size() * 256);
    out.text(feed).text(epoch).number(tag).number(entries.get(0).offset()).count(entries.size());
    entries.forEach(entry -> entry.pack(out));
    return new Batch(out.done());
  }

  String feed() {
    return feed;
  }

  String epoch() {
    return epoch;
  }

  long tag() {
    return tag;
  }

  long first() {
    return first;
  }

  long last() {
    return first + count - 1;
  }

  Buffer bytes() {
    return bytes;
  }

  int length() {
    return bytes.length();
  }

  List<LogEntry> entries() {
    BinaryReader in = new BinaryReader(bytes);
    in.text();
    in.text();
    in.number();
    in.number();
    int size = in.count();
    List<LogEntry> entries = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      entries.add(LogEntry.unpack(in));
    }
    return entries;
  }

  /** Whether this is the same batch, made once and seen twice. */
  boolean same(Batch other) {
    return first == other.first
        && count == other.count
        && tag == other.tag
        && epoch.equals(other.epoch)
        && bytes.equals(other.bytes);
  }
}
