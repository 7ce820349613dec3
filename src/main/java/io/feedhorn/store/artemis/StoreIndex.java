package io.feedhorn.store.artemis;

import io.feedhorn.model.Topic;
import io.feedhorn.store.StoreChange;
import io.feedhorn.store.StoredFeed;
import io.feedhorn.store.StoredKey;
import io.feedhorn.store.StoredNode;
import io.feedhorn.store.StoredReader;
import io.feedhorn.store.StoredReplica;
import io.feedhorn.store.StoredUpdate;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The ids of all records in the journal. None is negative, because a compaction drops records with
 * negative ids. The ids of all records but updates are greater than those of updates.
 */
final class StoreIndex {
  /** A power of two that is greater than the ids of the updates of 4 million feeds. */
  private static final long FIRST_ID = 1L << 62;

  // The id of a damaged record may be any number.
  private static final long MAX_ID = FIRST_ID + (1L << 61);

  private final Map<String, FeedState> feeds = new HashMap<>();
  private final Map<String, Long> keys = new HashMap<>();
  private final Map<String, Long> readers = new HashMap<>();
  private final Map<String, Long> replicas = new HashMap<>();
  private long nodeId;
  private int lastFeedNumber;
  private long lastId = FIRST_ID;
  private long lastWrite;

  Collection<FeedState> feeds() {
    return feeds.values();
  }

  @Nullable FeedState feed(String name) {
    return feeds.get(name);
  }

  void addFeed(FeedState feed) {
    feeds.put(feed.name(), feed);
    reserveFeedNumber(feed.number());
  }

  void addKey(Topic topic, String key, long id) {
    keys.put(keyName(topic, key), id);
  }

  void addReader(String name, long id) {
    readers.put(name, id);
  }

  void addReplica(String feed, long id) {
    replicas.put(feed, id);
  }

  void setNode(long id) {
    nodeId = id;
  }

  void reserveFeedNumber(int number) {
    lastFeedNumber = Math.max(lastFeedNumber, number);
  }

  void reserveId(long id) {
    if (id <= MAX_ID) {
      lastId = Math.max(lastId, id);
    }
  }

  void reserveWrite(long number) {
    lastWrite = Math.max(lastWrite, number);
  }

  long nextId() {
    return ++lastId;
  }

  /**
   * Throws {@link IllegalArgumentException} if an update is of a feed that is not stored, or if it
   * would take the place of one that the same write removes: then a write that was cut off would
   * lose both.
   */
  void check(List<StoreChange> changes) {
    checkFeeds(changes);
    Map<String, Long> removedAfter = new HashMap<>();
    for (StoreChange change : changes) {
      if (change instanceof StoreChange.RemoveAfter remove) {
        removedAfter.merge(remove.feed(), remove.offset(), Math::min);
      }
    }
    for (StoreChange change : changes) {
      if (change instanceof StoredUpdate update
          && update.offset() > removedAfter.getOrDefault(update.topic().feed(), Long.MAX_VALUE)) {
        throw new IllegalArgumentException(
            "The update at offset %d of feed '%s' is removed by the same write."
                .formatted(update.offset(), update.topic().feed()));
      }
    }
  }

  private void checkFeeds(List<StoreChange> changes) {
    Set<String> known = new HashSet<>(feeds.keySet());
    for (StoreChange change : changes) {
      if (change instanceof StoredFeed feed) {
        known.add(feed.name());
      }
    }
    for (StoreChange change : changes) {
      if (change instanceof StoredUpdate update && !known.contains(update.topic().feed())) {
        throw new IllegalArgumentException(
            "The feed '%s' of an update is not stored.".formatted(update.topic().feed()));
      }
    }
  }

  /** Applies changes, and returns the records to be written. */
  PendingWrite apply(List<StoreChange> changes) {
    PendingWrite write = new PendingWrite(++lastWrite);
    Set<FeedState> touched = new LinkedHashSet<>();
    for (StoreChange change : changes) {
      FeedState feed =
          change instanceof StoreChange.RemoveAfter remove ? feeds.get(remove.feed()) : null;
      if (feed != null && change instanceof StoreChange.RemoveAfter remove) {
        removeAfter(write, feed, remove.offset());
        touched.add(feed);
      }
    }
    for (StoreChange change : changes) {
      if (change instanceof StoredFeed feed) {
        touched.add(store(feed));
      }
    }
    for (StoreChange change : changes) {
      if (change instanceof StoredUpdate update) {
        touched.add(store(write, update));
      } else if (change instanceof StoreChange.RemoveUpdate remove) {
        FeedState feed = feeds.get(remove.feed());
        if (feed != null && feed.offsets().remove(remove.offset())) {
          write.remove(feed.updateId(remove.offset()));
          touched.add(feed);
        }
      } else if (change instanceof StoreChange.RemoveFeed remove) {
        touched.remove(removeFeed(write, remove.feed()));
      } else {
        applyOther(write, change);
      }
    }
    touched.forEach(feed -> addRecord(write, feed));
    return write;
  }

  private void applyOther(PendingWrite write, StoreChange change) {
    if (change instanceof StoredKey key) {
      replace(
          write,
          keys,
          keyName(key.topic(), key.key()),
          RecordKind.KEY,
          RecordWriter.key(write.number(), key));
    } else if (change instanceof StoredReader reader) {
      replace(
          write,
          readers,
          reader.name(),
          RecordKind.READER,
          RecordWriter.reader(write.number(), reader));
    } else if (change instanceof StoredReplica replica) {
      replace(
          write,
          replicas,
          replica.feed(),
          RecordKind.REPLICA,
          RecordWriter.replica(write.number(), replica));
    } else if (change instanceof StoredNode node) {
      removeIfSet(write, nodeId);
      nodeId = nextId();
      write.add(nodeId, RecordKind.NODE, RecordWriter.node(write.number(), node));
    } else if (change instanceof StoreChange.RemoveKey remove) {
      remove(write, keys, keyName(remove.topic(), remove.key()));
    } else if (change instanceof StoreChange.RemoveReader remove) {
      remove(write, readers, remove.name());
    }
  }

  private FeedState store(StoredFeed stored) {
    FeedState feed = feeds.get(stored.name());
    if (feed == null) {
      feed = new FeedState(++lastFeedNumber, stored.name(), stored.epoch(), stored.endOffset());
      feeds.put(stored.name(), feed);
    } else {
      feed.update(stored);
    }
    return feed;
  }

  private FeedState store(PendingWrite write, StoredUpdate update) {
    FeedState feed = feeds.get(update.topic().feed());
    if (feed == null) {
      throw new IllegalArgumentException("The feed of " + update.topic() + " was removed.");
    }
    feed.offsets().add(update.offset());
    feed.advanceTo(update.offset());
    write.add(
        feed.updateId(update.offset()),
        RecordWriter.updateKind(update),
        RecordWriter.update(write.number(), update));
    return feed;
  }

  private static void removeAfter(PendingWrite write, FeedState feed, long offset) {
    for (long removed = offset + 1; removed <= feed.endOffset(); removed++) {
      if (feed.offsets().remove(removed)) {
        write.remove(feed.updateId(removed));
      }
    }
    feed.endAt(offset);
  }

  private @Nullable FeedState removeFeed(PendingWrite write, String name) {
    FeedState feed = feeds.remove(name);
    if (feed != null) {
      feed.offsets().forEach(offset -> write.remove(feed.updateId(offset)));
      removeIfSet(write, feed.recordId());
      removeIfSet(write, feed.previousRecordId());
    }
    remove(write, replicas, name);
    keys.entrySet()
        .removeIf(
            entry -> {
              boolean ofFeed = entry.getKey().startsWith(name + '.');
              if (ofFeed) {
                write.remove(entry.getValue());
              }
              return ofFeed;
            });
    return feed;
  }

  /** Adds a record of a feed's state to a write. */
  void addRecord(PendingWrite write, FeedState feed) {
    long id = nextId();
    write.add(id, RecordKind.FEED, RecordWriter.feed(write.number(), feed));
    removeIfSet(write, feed.replaceRecord(id));
  }

  private void replace(
      PendingWrite write, Map<String, Long> ids, String name, byte kind, byte[] content) {
    remove(write, ids, name);
    long id = nextId();
    write.add(id, kind, content);
    ids.put(name, id);
  }

  private static void remove(PendingWrite write, Map<String, Long> ids, String name) {
    Long id = ids.remove(name);
    if (id != null) {
      write.remove(id);
    }
  }

  private static void removeIfSet(PendingWrite write, long id) {
    if (id != 0) {
      write.remove(id);
    }
  }

  private static String keyName(Topic topic, String key) {
    return topic.name() + ' ' + key;
  }
}
