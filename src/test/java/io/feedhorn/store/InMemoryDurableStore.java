package io.feedhorn.store;

import io.feedhorn.model.Topic;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A store in memory, for tests: it keeps the changes in their order, fails and waits on request,
 * and shows what a kill and what a power cut would leave.
 */
public final class InMemoryDurableStore implements DurableStore {
  private final List<List<StoreChange>> groups = new ArrayList<>();
  private final Set<StoreChange.RemoveUpdate> damaged = new HashSet<>();
  private final Set<String> damagedFeeds = new HashSet<>();
  private volatile CountDownLatch gate = new CountDownLatch(0);
  private volatile boolean failing;
  private volatile boolean failingOnce;
  private final AtomicInteger started = new AtomicInteger();
  private final Set<Integer> forcedCounts = new HashSet<>();
  private int forcedGroups;
  private boolean closed;

  /** Lets writes fail like those on a full disk, or succeed again. */
  public void setFailing(boolean fails) {
    failing = fails;
  }

  /** Lets the next write fail. */
  public void failOnce() {
    failingOnce = true;
  }

  /** Returns the number of writes that have begun. */
  public int started() {
    return started.get();
  }

  /** Lets writes wait until {@link #release}. */
  public void hold() {
    gate = new CountDownLatch(1);
  }

  public void release() {
    gate.countDown();
  }

  /** Damages the record of an update. */
  public synchronized void damage(String feed, long offset) {
    damaged.add(new StoreChange.RemoveUpdate(feed, offset));
  }

  /** Damages the record of a feed. */
  public synchronized void damage(String feed) {
    damagedFeeds.add(feed);
  }

  /** Returns a store with what this one would contain after a power cut. */
  public synchronized InMemoryDurableStore afterPowerCut() {
    return copy(forcedGroups);
  }

  /** Returns a store with what this one would contain after a kill of the process. */
  public synchronized InMemoryDurableStore afterKill() {
    return copy(groups.size());
  }

  private InMemoryDurableStore copy(int count) {
    InMemoryDurableStore copy = new InMemoryDurableStore();
    copy.groups.addAll(groups.subList(0, count));
    copy.forcedGroups = count;
    return copy;
  }

  /** Returns the changes of each write. */
  public synchronized List<List<StoreChange>> groups() {
    return List.copyOf(groups);
  }

  /** Returns the number of writes that were forced. */
  public synchronized int forcedGroups() {
    return forcedGroups;
  }

  /** Returns true if everything before the group with this index was forced before it. */
  public synchronized boolean forcedAlone(int index) {
    return forcedCounts.contains(index);
  }

  public synchronized boolean isClosed() {
    return closed;
  }

  /** Returns the updates of a feed, in the order of their offsets. */
  public synchronized List<StoredUpdate> updates(String feed) {
    return List.copyOf(new Content(groups).updates(feed).values());
  }

  /** Returns the keys in the order in which they were stored. */
  public synchronized List<StoredKey> keys() {
    return List.copyOf(new Content(groups).keys.values());
  }

  @Override
  public synchronized void load(StoreVisitor visitor) {
    Content content = new Content(groups);
    content.nodes.forEach(visitor::onNode);
    content.feeds.forEach(
        (name, feed) -> {
          if (damagedFeeds.contains(name)) {
            visitor.onDamaged(name, 0, "wrong checksum");
          } else {
            visitor.onFeed(feed);
          }
        });
    content.replicas.values().forEach(visitor::onReplica);
    content
        .feeds
        .keySet()
        .forEach(
            feed ->
                content
                    .updates(feed)
                    .values()
                    .forEach(
                        update -> {
                          if (damaged.contains(
                              new StoreChange.RemoveUpdate(feed, update.offset()))) {
                            visitor.onDamaged(feed, update.offset(), "wrong checksum");
                          } else {
                            visitor.onUpdate(update);
                          }
                        }));
    content.keys.values().forEach(visitor::onKey);
    content.readers.values().forEach(visitor::onReader);
  }

  @Override
  public void write(List<StoreChange> changes, boolean forced) throws StoreException {
    started.incrementAndGet();
    await();
    synchronized (this) {
      if (failing || failingOnce) {
        failingOnce = false;
        throw new StoreException("No space left on device");
      }
      groups.add(List.copyOf(changes));
      if (forced) {
        force();
      }
    }
  }

  private void await() throws StoreException {
    try {
      gate.await();
    } catch (InterruptedException interrupted) {
      throw new StoreException("interrupted", interrupted);
    }
  }

  @Override
  public synchronized void force() {
    forcedGroups = groups.size();
    forcedCounts.add(forcedGroups);
  }

  @Override
  public synchronized long sizeBytes() {
    return groups.size();
  }

  @Override
  public synchronized void close() {
    force();
    closed = true;
  }

  private static final class Content {
    private final Map<String, StoredFeed> feeds = new LinkedHashMap<>();
    private final Map<String, TreeMap<Long, StoredUpdate>> updates = new LinkedHashMap<>();
    private final Map<String, StoredKey> keys = new LinkedHashMap<>();
    private final List<StoredNode> nodes = new ArrayList<>();
    private final Map<String, StoredReader> readers = new LinkedHashMap<>();
    private final Map<String, StoredReplica> replicas = new LinkedHashMap<>();

    Content(List<List<StoreChange>> groups) {
      groups.forEach(group -> group.forEach(this::apply));
    }

    SortedMap<Long, StoredUpdate> updates(String feed) {
      return updates.computeIfAbsent(feed, name -> new TreeMap<>());
    }

    private void apply(StoreChange change) {
      if (change instanceof StoredFeed feed) {
        feeds.put(feed.name(), feed);
      } else if (change instanceof StoredUpdate update) {
        updates(update.topic().feed()).put(update.offset(), update);
      } else if (change instanceof StoredKey key) {
        keys.put(name(key.topic(), key.key()), key);
      } else if (change instanceof StoredReader reader) {
        readers.put(reader.name(), reader);
      } else if (change instanceof StoredNode node) {
        nodes.clear();
        nodes.add(node);
      } else if (change instanceof StoreChange.RemoveUpdate removal) {
        updates(removal.feed()).remove(removal.offset());
      } else if (change instanceof StoredReplica replica) {
        replicas.put(replica.feed(), replica);
      } else if (change instanceof StoreChange.RemoveAfter removal) {
        updates(removal.feed()).tailMap(removal.offset() + 1).clear();
        feeds.computeIfPresent(
            removal.feed(),
            (name, feed) ->
                new StoredFeed(name, feed.epoch(), Math.min(feed.endOffset(), removal.offset())));
      } else if (change instanceof StoreChange.RemoveKey removal) {
        keys.remove(name(removal.topic(), removal.key()));
      } else if (change instanceof StoreChange.RemoveReader removal) {
        readers.remove(removal.name());
      } else if (change instanceof StoreChange.RemoveFeed removal) {
        feeds.remove(removal.feed());
        updates.remove(removal.feed());
        replicas.remove(removal.feed());
        keys.values().removeIf(key -> key.topic().feed().equals(removal.feed()));
      }
    }

    private static String name(Topic topic, String key) {
      return topic + " " + key;
    }
  }
}
