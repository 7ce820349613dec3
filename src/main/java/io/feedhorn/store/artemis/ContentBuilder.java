package io.feedhorn.store.artemis;

import io.feedhorn.model.Topic;
import io.feedhorn.store.StoredFeed;
import io.feedhorn.store.StoredKey;
import io.feedhorn.store.StoredReader;
import io.feedhorn.store.StoredReplica;
import io.feedhorn.store.StoredUpdate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;

/** Builds the content of a store from the records of its journal. */
final class ContentBuilder {
  private final JournalLoader records;
  private final JournalContent content = new JournalContent();
  private final StoreIndex index = content.index;
  private final Map<String, RecordReader.Feed> newestFeeds = new HashMap<>();
  private final Map<Topic, Topic> topics = new HashMap<>();
  private long lastWrite;

  private ContentBuilder(JournalLoader records) {
    this.records = records;
  }

  /**
   * Builds the content.
   *
   * @param abandoned the numbers of failed writes that do not count
   */
  static JournalContent build(JournalLoader records, Set<Long> abandoned) {
    ContentBuilder builder = new ContentBuilder(records);
    builder.reserveNumbers();
    abandoned.forEach(builder.index::reserveWrite);
    builder.dropDamagedTwins();
    builder.dropUnfinishedWrites(abandoned);
    builder.content.hasNegativeIds = builder.hasNegativeIds();
    builder.readFeeds();
    builder.readUpdates();
    builder.readOthers();
    builder.index.feeds().forEach(feed -> builder.content.feeds.add(feed.stored()));
    new DamageCheck(builder.content, records.damaged, builder.newestFeeds).run();
    return builder.content;
  }

  private void reserveNumbers() {
    records.others.forEach(
        (id, other) -> {
          index.reserveId(id);
          index.reserveWrite(RecordReader.write(other.content()));
        });
    records.damaged.keySet().forEach(index::reserveId);
    records.updates.forEach(
        (id, update) -> {
          index.reserveFeedNumber(FeedState.numberOf(id));
          index.reserveWrite(RecordReader.write(update.content()));
        });
  }

  /** Drops damaged records with the id of a valid one: their own id is damaged, and not known. */
  private void dropDamagedTwins() {
    records.damaged.keySet().removeIf(records.updates::containsKey);
    records.damaged.keySet().removeIf(records.others::containsKey);
  }

  /** Drops the records of writes without a marker, and finishes the removals of the last write. */
  private void dropUnfinishedWrites(Set<Long> abandoned) {
    Set<Long> removed = new HashSet<>();
    for (JournalLoader.Other other : records.others.values()) {
      long write = RecordReader.write(other.content());
      if (other.kind() == RecordKind.MARKER && !abandoned.contains(write)) {
        lastWrite = Math.max(lastWrite, write);
      }
    }
    records.others.forEach(
        (id, other) -> {
          if (RecordKind.hasRemovals(other.kind())) {
            boolean ofLastWrite = RecordReader.write(other.content()) == lastWrite;
            (ofLastWrite ? content.markers : content.obsolete).add(id);
            if (ofLastWrite) {
              for (long target : RecordReader.removals(other.content())) {
                removed.add(target);
              }
            }
          }
        });
    records.others.values().removeIf(other -> RecordKind.hasRemovals(other.kind()));
    if (lastWrite == 0) {
      lastWrite = lastWriteWithoutMarkers(abandoned);
    }
    records
        .others
        .entrySet()
        .removeIf(e -> drop(e.getKey(), e.getValue().content(), removed, abandoned));
    records
        .updates
        .entrySet()
        .removeIf(e -> drop(e.getKey(), e.getValue().content(), removed, abandoned));
  }

  /**
   * Returns the last write of a journal without a readable marker, or 0 if none counts. Records of
   * several writes show that markers are lost: a write begins after the one before has its markers.
   * A single write may be the first one of the store, which was cut off.
   */
  private long lastWriteWithoutMarkers(Set<Long> abandoned) {
    TreeSet<Long> writes = new TreeSet<>();
    Stream.concat(records.others.values().stream(), records.updates.values().stream())
        .map(record -> RecordReader.write(record.content()))
        .filter(write -> !abandoned.contains(write))
        .forEach(writes::add);
    if (writes.size() < 2) {
      return 0;
    }
    content.report("", 0, "both markers of the last write are missing");
    return writes.last();
  }

  private boolean hasNegativeIds() {
    return records.others.keySet().stream().anyMatch(id -> id < 0);
  }

  private boolean drop(long id, byte[] record, Set<Long> removed, Set<Long> abandoned) {
    long write = RecordReader.write(record);
    boolean dropped = write > lastWrite || abandoned.contains(write) || removed.contains(id);
    if (dropped) {
      content.obsolete.add(id);
    }
    return dropped;
  }

  private void readFeeds() {
    List<Map.Entry<Long, JournalLoader.Other>> entries = new ArrayList<>();
    for (var entry : records.others.entrySet()) {
      if (entry.getValue().kind() == RecordKind.FEED) {
        entries.add(entry);
      }
    }
    entries.sort(Comparator.comparing(entry -> RecordReader.write(entry.getValue().content())));
    for (var entry : entries) {
      RecordReader.Feed feed = RecordReader.feed(entry.getValue().content());
      FeedState state = index.feed(feed.name());
      if (state == null || state.number() != feed.number()) {
        state = new FeedState(feed.number(), feed.name(), feed.epoch(), feed.endOffset());
        index.addFeed(state);
      }
      newestFeeds.put(feed.name(), feed);
      long obsolete = state.replaceRecord(entry.getKey());
      if (obsolete != 0) {
        content.obsolete.add(obsolete);
      }
    }
    newestFeeds.forEach(
        (name, feed) -> {
          FeedState state = index.feed(name);
          if (state != null) {
            state.update(new StoredFeed(name, feed.epoch(), feed.endOffset()));
          }
        });
  }

  private void readUpdates() {
    Set<String> orphans = new HashSet<>();
    for (var entry = records.updates.pollFirstEntry();
        entry != null;
        entry = records.updates.pollFirstEntry()) {
      StoredUpdate update =
          shareTopic(RecordReader.update(entry.getValue().kind(), entry.getValue().content()));
      FeedState feed = index.feed(update.topic().feed());
      if (feed == null) {
        if (orphans.add(update.topic().feed())) {
          content.report(update.topic().feed(), 0, "the record of the feed's epoch is missing");
        }
      } else if (feed.updateId(update.offset()) != entry.getKey()) {
        content.report(feed.name(), update.offset(), "the id of the record is damaged");
        content.obsolete.add(entry.getKey());
      } else {
        feed.offsets().add(update.offset());
        feed.advanceTo(update.offset());
        content.updates.add(update);
      }
    }
  }

  private StoredUpdate shareTopic(StoredUpdate update) {
    Topic topic = topics.computeIfAbsent(update.topic(), Function.identity());
    return new StoredUpdate(
        topic,
        update.offset(),
        update.seq(),
        update.previousOffset(),
        update.micros(),
        update.data(),
        update.origin(),
        update.uncounted());
  }

  private void readOthers() {
    records.others.forEach(
        (id, other) -> {
          if (other.kind() == RecordKind.KEY) {
            StoredKey key = RecordReader.key(other.content());
            content.keys.add(key);
            index.addKey(key.topic(), key.key(), id);
          } else if (other.kind() == RecordKind.REPLICA) {
            StoredReplica replica = RecordReader.replica(other.content());
            content.replicas.add(replica);
            index.addReplica(replica.feed(), id);
          } else if (other.kind() == RecordKind.READER) {
            StoredReader reader = RecordReader.reader(other.content());
            content.readers.add(reader);
            index.addReader(reader.name(), id);
          } else if (other.kind() == RecordKind.NODE) {
            content.node = RecordReader.node(other.content());
            index.setNode(id);
          }
        });
  }
}
