package io.feedhorn.cluster.owner;

import io.feedhorn.cluster.protocol.PublishBatch;
import io.feedhorn.cluster.replica.Batch;
import io.feedhorn.cluster.replica.ForwardDeduplicator;
import io.feedhorn.cluster.replica.LogEntry;
import io.feedhorn.cluster.replica.ReplicaLog;
import io.feedhorn.log.NextInTopic;
import io.feedhorn.model.FeedException;
import io.feedhorn.model.Topic;
import io.feedhorn.model.TraceContext;
import io.feedhorn.model.Update;
import io.feedhorn.publish.PublishCommand;
import io.feedhorn.publish.PublishResult;
import io.feedhorn.publish.Receipt;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Builds the batch that follows a replica's log: assigns offsets, and returns the original receipts
 * of repeated publishes. Not thread-safe: owned by the writer's event loop.
 */
final class BatchBuilder {
  private final ReplicaLog log;
  private final long micros;
  private final List<LogEntry> entries = new ArrayList<>();
  private final Map<String, LogEntry> newestByTopic = new HashMap<>();
  private final Map<String, Receipt> receiptsByKey = new HashMap<>();
  private final IdentityHashMap<PublishBatch, List<PublishResult>> results =
      new IdentityHashMap<>();
  private final List<@Nullable TraceContext> traces = new ArrayList<>(0);
  private int sizeBytes;
  private int newTopics;

  BatchBuilder(ReplicaLog log, long micros) {
    this.log = log;
    this.micros = log.log().monotonicTimestamp(micros);
  }

  /** Returns the number of updates. */
  int size() {
    return entries.size();
  }

  int sizeBytes() {
    return sizeBytes;
  }

  /** Adds forwarded publishes. Returns false if a later batch of their source was committed. */
  boolean add(PublishBatch publishes) {
    ForwardDeduplicator.LastForward last = log.forwards().last(publishes.source());
    if (last != null && last.number() > publishes.number()) {
      return false;
    }
    boolean repeated = last != null && last.number() == publishes.number();
    List<PublishResult> all = new ArrayList<>(publishes.commands().size());
    for (int i = 0; i < publishes.commands().size(); i++) {
      Receipt original = repeated && last != null ? last.receipts().get(i) : null;
      all.add(original == null ? add(publishes, i) : new PublishResult(original, null));
    }
    results.put(publishes, all);
    return true;
  }

  private PublishResult add(PublishBatch publishes, int index) {
    PublishCommand command = publishes.commands().get(index);
    try {
      Receipt original = findByKey(command);
      return new PublishResult(
          original == null ? append(command, publishes, index) : original, null);
    } catch (FeedException exception) {
      return new PublishResult(null, exception);
    }
  }

  private @Nullable Receipt findByKey(PublishCommand command) {
    String key = command.idempotencyKey();
    if (key == null) {
      return null;
    }
    Receipt inThisBatch = receiptsByKey.get(command.topic().name() + ' ' + key);
    return inThisBatch != null ? inThisBatch : log.keys().find(command.topic(), key);
  }

  private Receipt append(PublishCommand command, PublishBatch publishes, int index) {
    Topic topic = command.topic();
    LogEntry inBatch = newestByTopic.get(topic.name());
    Update inLog = inBatch == null ? log.log().newest(topic.name()) : null;
    long seq = inBatch != null ? inBatch.seq() : inLog != null ? inLog.seq() : 0;
    long newest = inBatch != null ? inBatch.offset() : inLog != null ? inLog.offset() : 0;
    boolean live =
        inBatch != null ? inBatch.data().length() > 0 : inLog != null && !inLog.isDeletion();
    command.checkPrevious(live ? seq : 0);
    NextInTopic next = log.log().topics().next(topic, seq, newest, live, command.data(), newTopics);
    newTopics += next.addedTopics();
    LogEntry entry =
        new LogEntry(
            topic,
            log.offset() + entries.size() + 1,
            next.seq(),
            next.previousOffset(),
            micros,
            command.data(),
            command.idempotencyKey(),
            publishes.source(),
            publishes.number(),
            index);
    addTrace(command.trace());
    entries.add(entry);
    newestByTopic.put(topic.name(), entry);
    sizeBytes += command.data().length() + topic.name().length();
    Receipt receipt = entry.receipt(log.epoch());
    if (command.idempotencyKey() != null) {
      receiptsByKey.put(topic.name() + ' ' + command.idempotencyKey(), receipt);
    }
    return receipt;
  }

  /** Adds the trace context of the next update; the list stays empty until there is one. */
  private void addTrace(@Nullable TraceContext trace) {
    if (trace != null) {
      while (traces.size() < entries.size()) {
        traces.add(null);
      }
      traces.add(trace);
    }
  }

  /** Returns the trace contexts of the first updates, null for none; empty if nothing is traced. */
  List<@Nullable TraceContext> traces() {
    return traces;
  }

  Batch build(String feed, long term) {
    return Batch.of(feed, log.epoch(), term, entries);
  }

  /** Returns the results of publishes that were added, in their order. */
  List<PublishResult> results(PublishBatch publishes) {
    return results.getOrDefault(publishes, List.of());
  }
}
