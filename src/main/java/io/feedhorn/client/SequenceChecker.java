package io.feedhorn.client;

import io.feedhorn.model.TopicPattern;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * A verifier of the updates of one reader over all its connections: none is lost, duplicated or out
 * of order. Used by one thread at a time.
 */
public final class SequenceChecker {
  private final List<TopicPattern> patterns;
  private final boolean readsWholeFeeds;
  private final Map<String, Long> startOffsets;
  private final Consumer<ReceivedUpdate> contentCheck;
  private final Map<String, Long> feedOffsets = new HashMap<>();
  private final Map<String, Long> topicOffsets = new HashMap<>();
  private final Map<String, Long> seqs = new HashMap<>();
  private long accepted;
  private long conflated;

  /**
   * Creates a checker for topics that have no update before the start.
   *
   * @param patterns the patterns of the reader
   * @param readsWholeFeeds true if the patterns match every topic of their feeds, so that offsets
   *     have no gaps
   * @param startOffsets the offset in each feed after which the reader begins
   * @param contentCheck called with each update; throws if its content is wrong
   */
  public SequenceChecker(
      List<String> patterns,
      boolean readsWholeFeeds,
      Map<String, Long> startOffsets,
      Consumer<ReceivedUpdate> contentCheck) {
    this.patterns = patterns.stream().map(TopicPattern::parse).toList();
    this.readsWholeFeeds = readsWholeFeeds;
    this.startOffsets = Map.copyOf(startOffsets);
    this.contentCheck = contentCheck;
    this.feedOffsets.putAll(startOffsets);
  }

  /**
   * Accepts the next update.
   *
   * @throws ProtocolViolationException if it is not the next one of its topic and feed
   */
  public void accept(ReceivedUpdate update) {
    requireRequested(update);
    long seq = seqs.getOrDefault(update.topic(), 0L);
    long offset = feedOffsets.getOrDefault(update.feed(), 0L);
    require(update.seq() > seq, "duplicate: after seq " + seq, update);
    require(update.seq() == seq + 1, "lost: after seq " + seq, update);
    require(update.offset() > offset, "out of order: after offset " + offset, update);
    require(
        !readsWholeFeeds || update.offset() == offset + 1, "a gap: after offset " + offset, update);
    advance(update);
    feedOffsets.put(update.feed(), update.offset());
    accepted++;
  }

  /**
   * Accepts an update that the reader did not get because it was conflated, and requested later.
   *
   * @throws ProtocolViolationException if it is not the next one of its topic
   */
  public void acceptConflated(ReceivedUpdate update) {
    requireRequested(update);
    boolean isNext = update.seq() == seqs.getOrDefault(update.topic(), 0L) + 1;
    require(isNext, "lost: in place of the next conflated update", update);
    advance(update);
    conflated++;
  }

  private static void require(boolean condition, String fault, ReceivedUpdate update) {
    if (!condition) {
      throw new ProtocolViolationException(
          "%s came offset %d, seq %d of %s"
              .formatted(fault, update.offset(), update.seq(), update.topic()));
    }
  }

  private void requireRequested(ReceivedUpdate update) {
    if (!isRequested(update.topic())) {
      throw new ProtocolViolationException("not requested: " + Excerpt.of(update.text()));
    }
    contentCheck.accept(update);
  }

  /** Returns true if a pattern of the reader matches a topic. Safe on any thread. */
  public boolean isRequested(String topic) {
    for (TopicPattern pattern : patterns) {
      if (pattern.matches(topic)) {
        return true;
      }
    }
    return false;
  }

  private void advance(ReceivedUpdate update) {
    seqs.put(update.topic(), update.seq());
    topicOffsets.put(update.topic(), update.offset());
  }

  /** Returns true if updates of the same topic are missing before this one. */
  public boolean isGapBefore(ReceivedUpdate update) {
    return update.seq() > seqs.getOrDefault(update.topic(), 0L) + 1;
  }

  /** Returns the offset of the newest accepted update of the same topic, else the start. */
  public long lastOffset(ReceivedUpdate update) {
    long start = startOffsets.getOrDefault(update.feed(), 0L);
    return topicOffsets.getOrDefault(update.topic(), start);
  }

  /** Returns the number of updates that the reader received. */
  public long accepted() {
    return accepted;
  }

  /** Returns the number of conflated updates that were requested later. */
  public long conflated() {
    return conflated;
  }

  /**
   * Describes an update that is missing at the end; empty if the reader is complete.
   *
   * @param published the newest seq of each published topic
   */
  public String missing(Map<String, Long> published) {
    for (Map.Entry<String, Long> each : published.entrySet()) {
      String topic = each.getKey();
      long seq = seqs.getOrDefault(topic, 0L);
      if (isRequested(topic) && seq != each.getValue()) {
        return "%s: the newest received seq is %d, the newest published one %d"
            .formatted(topic, seq, each.getValue());
      }
    }
    return "";
  }
}
