package io.feedhorn.cluster;

import io.feedhorn.model.FeedException;
import io.feedhorn.model.Topic;
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
 * A batch in the making: gives offsets after those of a mirror, and knows what was given before.
 * Not thread-safe: owned by the writer's event loop.
 */
final class BatchBuilder {
  private final ReplicaLog replicaLog;
  private final long micros;
  private final List<LogEntry> entries = new ArrayList<>();
  private final Map<String, LogEntry> newest = new HashMap<>();
  private final Map<String, Receipt> keys = new HashMap<>();
  private final IdentityHashMap<PublishBatch, List<PublishResult>> answers =
      new IdentityHashMap<>();
  private int bytes;
  private int newTopics;

  BatchBuilder(ReplicaLog replicaLog, long micros) {
    this.replicaLog = replicaLog;
    this.micros = replicaLog.log().monotonicTimestamp(micros);
  }

  int size() {
    return entries.size();
  }

  int bytes() {
    return bytes;
  }

  /** Orders a parcel; false where a later one of its source was ordered already. */
  boolean take(PublishBatch publishBatch) {
    ForwardDeduplicator.LastForward last = replicaLog.parcels().last(publishBatch.source());
    if (last != null && last.parcel() > publishBatch.number()) {
      return false;
    }
    boolean again = last != null && last.parcel() == publishBatch.number();
    List<PublishResult> all = new ArrayList<>(publishBatch.appends().size());
    for (int i = 0; i < publishBatch.appends().size(); i++) {
      Receipt before = again && last != null ? last.receipts().get(i) : null;
      all.add(before == null ? answer(publishBatch, i) : new PublishResult(before, null));
    }
    answers.put(publishBatch, all);
    return true;
  }

  private PublishResult answer(PublishBatch publishBatch, int index) {
    PublishCommand command = publishBatch.appends().get(index);
    try {
      Receipt earlier = earlier(command);
      return new PublishResult(
          earlier == null ? place(command, publishBatch, index) : earlier, null);
    } catch (FeedException exception) {
      return new PublishResult(null, exception);
    }
  }

  private @Nullable Receipt earlier(PublishCommand command) {
    String key = command.idempotencyKey();
    if (key == null) {
      return null;
    }
    Receipt here = keys.get(command.topic().name() + ' ' + key);
    return here != null ? here : replicaLog.keys().find(command.topic(), key);
  }

  private Receipt place(PublishCommand command, PublishBatch publishBatch, int index) {
    Topic topic = command.topic();
    LogEntry before = newest.get(topic.name());
    Update kept = before == null ? replicaLog.log().snapshot(topic.name()) : null;
    if (before == null && kept == null) {
      replicaLog.log().checkTopicLimit(topic, newTopics++);
    }
    long seq = before != null ? before.seq() : kept != null ? kept.seq() : 0;
    long previous = before != null ? before.offset() : kept != null ? kept.offset() : 0;
    LogEntry entry =
        new LogEntry(
            topic,
            replicaLog.offset() + entries.size() + 1,
            seq + 1,
            previous,
            micros,
            command.data(),
            command.idempotencyKey(),
            publishBatch.source(),
            publishBatch.number(),
            index);
    entries.add(entry);
    newest.put(topic.name(), entry);
    bytes += command.data().length() + topic.name().length();
    Receipt receipt = entry.receipt(replicaLog.epoch());
    if (command.idempotencyKey() != null) {
      keys.put(topic.name() + ' ' + command.idempotencyKey(), receipt);
    }
    return receipt;
  }

  Batch batch(String feed, long tag) {
    return Batch.of(feed, replicaLog.epoch(), tag, entries);
  }

  /** What the appends of a parcel that was taken are answered, in their order. */
  List<PublishResult> answers(PublishBatch publishBatch) {
    return answers.getOrDefault(publishBatch, List.of());
  }
}
