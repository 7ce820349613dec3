package io.feedhorn.log;

import io.feedhorn.model.Update;

/**
 * What a log remembers of the topics that were removed from it, so that one that begins again never
 * goes back and does not hide that updates are gone. Owned by the writer.
 */
final class RemovedTopics {
  private long lastSeq;
  private long lastOffset;

  /** Returns the seq before the first one of a new topic: not below that of a removed one. */
  long lastSeq() {
    return lastSeq;
  }

  /** Returns the offset of the newest update of all removed topics; 0 if there are none. */
  long lastOffset() {
    return lastOffset;
  }

  /** Returns true, and remembers a topic, if it has ended with an update before a time. */
  boolean remove(TopicLog topic, long oldestMicros) {
    Update last = topic.newest();
    if (!topic.isEnded() || last.timestampMicros() >= oldestMicros) {
      return false;
    }
    lastSeq = Math.max(lastSeq, last.seq());
    lastOffset = Math.max(lastOffset, last.offset());
    return true;
  }
}
