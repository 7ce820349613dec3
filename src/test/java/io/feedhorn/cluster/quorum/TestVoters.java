package io.feedhorn.cluster.quorum;

import io.feedhorn.cluster.protocol.ClusterView;
import io.feedhorn.cluster.voters.VoterSet;
import io.feedhorn.cluster.voters.Voters;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The cluster as the voter n0 of n0, n1 and n2 sees it. Members have the names of the voters. The
 * node {@link #GRID_OWNER} owns the feeds in memory.
 */
public final class TestVoters implements ClusterView, Voters {
  public static final String GRID_OWNER = "n7";

  private final List<String> members = new ArrayList<>(List.of("n0", "n1", "n2"));
  private final Set<String> starting = new HashSet<>();
  private @Nullable VoterSet voters = new VoterSet(members);

  /** Sets the voters, or null if they are not known. */
  public void setVoters(@Nullable VoterSet known) {
    voters = known;
  }

  /** Sets the members that cannot be owners yet. */
  void setStarting(String... nodes) {
    starting.clear();
    starting.addAll(List.of(nodes));
  }

  /** Adds a member that has started. */
  public void add(String member) {
    members.add(member);
  }

  /** Removes a member that has ended. */
  public void remove(String member) {
    members.remove(member);
  }

  @Override
  public String self() {
    return "n0";
  }

  @Override
  public List<String> members() {
    return members;
  }

  @Override
  public List<String> headHolders() {
    return members;
  }

  @Override
  public @Nullable String owner(String feed) {
    return GRID_OWNER;
  }

  @Override
  public boolean isAvailable() {
    return true;
  }

  @Override
  public String name() {
    return "n0";
  }

  @Override
  public @Nullable VoterSet voters() {
    return voters;
  }

  @Override
  public @Nullable String memberOf(String name) {
    return members.contains(name) ? name : null;
  }

  @Override
  public @Nullable String nameOf(String member) {
    return member;
  }

  @Override
  public boolean isServing(String name) {
    return !starting.contains(name);
  }

  @Override
  public String clusterId() {
    return "id";
  }

  @Override
  public long generation() {
    return 1;
  }

  @Override
  public boolean isTrusted() {
    return false;
  }

  @Override
  public Future<Void> removeTrust() {
    return Future.succeededFuture();
  }
}
