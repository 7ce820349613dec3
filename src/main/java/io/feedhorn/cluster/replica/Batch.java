package io.feedhorn.cluster.replica;

import io.feedhorn.cluster.codec.BinaryReader;
import io.feedhorn.cluster.codec.BinaryWriter;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Updates of one feed with consecutive offsets, committed and replicated together. Immutable. Its
 * bytes are created once, by the owner, and are the same in the grid and in every message that
 * contains the updates.
 */
public final class Batch {
  private final Buffer bytes;
  private final String feed;
  private final String epoch;
  private final long term;
  private final long firstOffset;
  private final int count;

  /** Reads a batch that a node wrote. */
  public Batch(Buffer bytes) {
    this.bytes = bytes;
    BinaryReader in = new BinaryReader(bytes);
    this.feed = in.text();
    this.epoch = in.text();
    this.term = in.number();
    this.firstOffset = in.number();
    this.count = in.count();
  }

  /**
   * Creates a batch.
   *
   * @param term the term of the owner that assigned the offsets
   * @param entries at least one
   */
  public static Batch of(String feed, String epoch, long term, List<LogEntry> entries) {
    BinaryWriter out = new BinaryWriter(64 + entries.size() * 256);
    out.text(feed).text(epoch).number(term).number(entries.get(0).offset()).count(entries.size());
    entries.forEach(entry -> entry.write(out));
    return new Batch(out.toBuffer());
  }

  /**
   * Returns a batch without updates that is after this one: the notice to a node that has this
   * batch that it is committed.
   */
  public Batch notice() {
    return new Batch(
        new BinaryWriter(64)
            .text(feed)
            .text(epoch)
            .number(term)
            .number(lastOffset() + 1)
            .count(0)
            .toBuffer());
  }

  /** Returns true if this is a {@link #notice}. */
  public boolean isEmpty() {
    return count == 0;
  }

  /** Returns true if a batch without updates is the notice of this one. */
  public boolean isCommittedBy(Batch notice) {
    return term == notice.term && lastOffset() == notice.lastOffset() && epoch.equals(notice.epoch);
  }

  public String feed() {
    return feed;
  }

  public String epoch() {
    return epoch;
  }

  public long term() {
    return term;
  }

  public long firstOffset() {
    return firstOffset;
  }

  public long lastOffset() {
    return firstOffset + count - 1;
  }

  public Buffer bytes() {
    return bytes;
  }

  public int sizeBytes() {
    return bytes.length();
  }

  public List<LogEntry> entries() {
    BinaryReader in = new BinaryReader(bytes);
    in.text();
    in.text();
    in.number();
    in.number();
    int size = in.count();
    List<LogEntry> entries = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      entries.add(LogEntry.read(in));
    }
    return entries;
  }

  /** Returns the same updates as a batch of another term. */
  public Batch withTerm(long otherTerm) {
    return otherTerm == term ? this : of(feed, epoch, otherTerm, entries());
  }

  /**
   * Returns true if both contain the same updates, perhaps of owners with different terms, and
   * perhaps without keys that have expired.
   */
  public boolean hasSameEntries(Batch other) {
    return firstOffset == other.firstOffset
        && count == other.count
        && epoch.equals(other.epoch)
        && withoutKeys().equals(other.withoutKeys());
  }

  private List<LogEntry> withoutKeys() {
    return entries().stream().map(LogEntry::withoutKey).toList();
  }

  /** Returns true if both are copies of one batch. */
  public boolean isSameAs(Batch other) {
    return firstOffset == other.firstOffset
        && count == other.count
        && term == other.term
        && epoch.equals(other.epoch)
        && bytes.equals(other.bytes);
  }
}
