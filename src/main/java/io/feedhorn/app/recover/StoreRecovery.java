package io.feedhorn.app.recover;

import io.feedhorn.cluster.voters.VoterSet;
import io.feedhorn.log.FeedRegistry;
import io.feedhorn.store.DurableStore;
import io.feedhorn.store.StoreChange;
import io.feedhorn.store.StoreException;
import io.feedhorn.store.StoredFeed;
import io.feedhorn.store.StoredNode;
import io.feedhorn.store.StoredReplica;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Changes the voters in the store of a stopped node, or removes them, on the decision of an
 * operator. Not thread-safe.
 */
public final class StoreRecovery {
  private static final int CLUSTER_ID_BYTES = 8;

  private final DurableStore store;
  private final StoreContent content;
  private final VoterSet voters;
  private final String name;

  private StoreRecovery(
      DurableStore store, StoreContent content, VoterSet voters, @Nullable String name) {
    this.store = store;
    this.content = content;
    this.voters = voters;
    StoredNode node = content.node();
    this.name = name != null ? name : node != null ? node.name() : voters.names().get(0);
  }

  /**
   * Reads a store, which nothing else uses.
   *
   * @param name the name of the node to which the store belongs; null for the present one, or for
   *     the only voter
   * @throws IllegalArgumentException if the voters do not fit to the store
   * @throws StoreException if the store cannot be read
   */
  public static StoreRecovery of(DurableStore store, VoterSet voters, @Nullable String name)
      throws StoreException {
    StoreContent content = new StoreContent();
    store.load(content);
    if (content.node() == null && content.records().isEmpty()) {
      throw new IllegalArgumentException("--store must be the directory of a store with feeds");
    }
    if (name == null && content.node() == null && voters.size() > 1) {
      throw new IllegalArgumentException(
          "--name must be set, because the store has no name yet: one of the voters");
    }
    StoreRecovery recovery = new StoreRecovery(store, content, voters, name);
    if (!voters.contains(recovery.name)) {
      throw new IllegalArgumentException(
          "--voters must contain '%s', the name of the node to which the store belongs"
              .formatted(recovery.name));
    }
    return recovery;
  }

  /** Returns what the store contains, what will change, and what may be lost. */
  public List<String> report() {
    List<String> lines = new ArrayList<>();
    StoredNode node = content.node();
    lines.add(
        node == null
            ? content.isOfCluster()
                ? "The store of a node of a cluster, whose name cannot be read"
                : "The store of a single server"
            : "The store of node %s, voters %s, generation %d"
                .formatted(node.name(), node.voters(), node.generation()));
    content.feeds().values().forEach(feed -> lines.add("  " + line(feed)));
    if (content.damaged() > 0) {
      lines.add("  %d damaged records are left out".formatted(content.damaged()));
    }
    lines.add(
        "The node will be %s, the voters %s, the generation %d"
            .formatted(name, voters.names(), generation()));
    lines.add(
        keepsEpochs()
            ? "The feeds keep their epochs, and readers resume"
            : "Each feed begins a new epoch: readers that resume are reset");
    addLoss(lines);
    return lines;
  }

  private String line(StoredFeed feed) {
    Long micros = content.newestMicros(feed.name());
    StoredReplica replica = content.replica(feed.name());
    return "feed %s: epoch %s, end %d, term %s, newest update %s"
        .formatted(
            feed.name(),
            feed.epoch(),
            feed.endOffset(),
            replica == null ? "none" : String.valueOf(replica.acceptedTerm()),
            micros == null ? "none" : Instant.EPOCH.plus(micros, ChronoUnit.MICROS));
  }

  private void addLoss(List<String> lines) {
    if (keepsEpochs()) {
      return;
    }
    List<String> others = new ArrayList<>();
    StoredNode node = content.node();
    if (node != null) {
      others.addAll(node.voters());
    }
    others.remove(name);
    String names = others.isEmpty() ? "the other nodes" : String.join(", ", others);
    lines.add(
        ("Updates after these positions that were answered while %s were running without this"
                + " node are lost, unless this store has them.")
            .formatted(names));
    lines.add("Stop %s, and never start them with their present stores.".formatted(names));
  }

  /** Returns true if this store alone has decided about everything that was answered. */
  private boolean keepsEpochs() {
    StoredNode node = content.node();
    return node == null
        ? !content.isOfCluster() && content.damaged() == 0
        : node.voters().isEmpty() || node.voters().equals(List.of(name));
  }

  private long generation() {
    StoredNode node = content.node();
    return node == null ? 1 : node.generation() + 1;
  }

  /** Changes the store, all or nothing. */
  public void apply(RandomGenerator random) throws StoreException {
    List<StoreChange> changes = new ArrayList<>();
    boolean keeps = keepsEpochs();
    for (StoredFeed feed : content.records().values()) {
      changes.add(keeps ? feed : feed.withEpoch(FeedRegistry.randomEpoch(random)));
    }
    content.feeds().values().forEach(feed -> changes.add(replica(feed)));
    // A new id, so that two stores that are recovered never meet.
    changes.add(
        new StoredNode(name, clusterId(random), generation(), voters.names(), voters.size() > 1));
    store.write(changes, true);
  }

  /** Returns the state of a feed of which everything that this store has counts as committed. */
  private StoredReplica replica(StoredFeed feed) {
    StoredReplica before = content.replica(feed.name());
    return new StoredReplica(
        feed.name(), before == null ? 0 : before.promise(), 0, feed.endOffset(), true);
  }

  private static String clusterId(RandomGenerator random) {
    byte[] id = new byte[CLUSTER_ID_BYTES];
    random.nextBytes(id);
    return HexFormat.of().formatHex(id);
  }
}
