package io.feedhorn.log;

import io.feedhorn.model.Update;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The deleted topics of one feed. Their history is kept for a while and is then removed. Of the
 * removed topics, two deletions are remembered: the one with the largest seq and the one with the
 * largest offset. The first update of a topic that the log does not contain follows both. So the
 * seq of a topic never decreases, and a reader that missed a removed deletion is not recovered.
 * Owned by the feed's writer, except for {@link #removedOffset}.
 */
final class DeletedTopics {
  private final TreeMap<Long, TopicLog> byDeletion = new TreeMap<>();
  private @Nullable Update largestSeq;
  private @Nullable Update largestOffset;
  private volatile long removedOffset;

  /** Returns true if the update at an offset of the log may be the deletion of a topic. */
  boolean contains(long offset) {
    return offset <= removedOffset || byDeletion.containsKey(offset);
  }

  /** Returns the number of deleted topics that the log contains. */
  int size() {
    return byDeletion.size();
  }

  /** Notes that a topic's newest update has changed. */
  void onAppend(TopicLog topic, @Nullable Update before) {
    if (before != null && before.isDeletion()) {
      byDeletion.remove(before.offset());
    }
    if (topic.isDeleted()) {
      byDeletion.put(topic.newest().offset(), topic);
    }
  }

  /** Returns the topic that was deleted first; null if there is none. */
  @Nullable TopicLog oldest() {
    return byDeletion.isEmpty() ? null : byDeletion.firstEntry().getValue();
  }

  /** Notes that a topic is about to be removed from the log. */
  void remove(TopicLog topic) {
    byDeletion.remove(topic.newest().offset());
  }

  /**
   * Remembers a deletion that leaves the log.
   *
   * @return the deletions that are not needed any more, which may contain this one
   */
  Set<Update> remember(Update deletion) {
    Set<Update> replaced = new LinkedHashSet<>();
    replaced.add(deletion);
    if (largestSeq == null || deletion.seq() > largestSeq.seq()) {
      if (largestSeq != null) {
        replaced.add(largestSeq);
      }
      largestSeq = deletion;
    }
    if (largestOffset == null || deletion.offset() > largestOffset.offset()) {
      if (largestOffset != null) {
        replaced.add(largestOffset);
      }
      largestOffset = deletion;
      removedOffset = deletion.offset();
    }
    replaced.removeAll(remembered());
    return replaced;
  }

  /** Returns the remembered deletions of removed topics, at most two. */
  Set<Update> remembered() {
    Set<Update> remembered = new LinkedHashSet<>(2);
    if (largestSeq != null) {
      remembered.add(largestSeq);
    }
    if (largestOffset != null) {
      remembered.add(largestOffset);
    }
    return remembered;
  }

  /** Returns the largest seq of removed topics; 0 without any. */
  long removedSeq() {
    return largestSeq == null ? 0 : largestSeq.seq();
  }

  /** Returns the offset of the newest removed deletion; 0 without any. Safe on any thread. */
  long removedOffset() {
    return removedOffset;
  }
}
