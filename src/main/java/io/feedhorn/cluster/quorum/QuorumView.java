package io.feedhorn.cluster.quorum;

import io.feedhorn.cluster.protocol.ClusterView;
import io.feedhorn.cluster.protocol.TakeoverShares;
import io.feedhorn.cluster.voters.VoterSet;
import io.feedhorn.cluster.voters.Voters;
import io.feedhorn.log.FeedRegistry;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Predicate;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The view of the cluster for durable feeds: the owner is one of the voters, and a majority of the
 * voters is needed. Two nodes may see different owners for a moment; the promises of the voters
 * decide. Safe on any thread.
 */
public final class QuorumView implements ClusterView {
  private final ClusterView grid;
  private final Voters voters;
  private final FeedRegistry feeds;
  private final TakeoverShares shares;

  public QuorumView(ClusterView grid, Voters voters, FeedRegistry feeds, TakeoverShares shares) {
    this.grid = grid;
    this.voters = voters;
    this.feeds = feeds;
    this.shares = shares;
  }

  /** Returns true if a feed is durable. */
  public boolean isDurable(String feed) {
    return feeds.options(feed).durable();
  }

  @Override
  public String self() {
    return grid.self();
  }

  @Override
  public List<String> members() {
    return grid.members();
  }

  @Override
  public List<String> headHolders() {
    return grid.headHolders();
  }

  /** Returns the names of the voters, sorted; empty until they are known. */
  List<String> names() {
    VoterSet known = voters.voters();
    return known == null ? List.of() : known.names();
  }

  String name() {
    return voters.name();
  }

  /** Returns the member that runs under the name of a voter, or null if there is none. */
  @Nullable String member(String name) {
    String member = voters.memberOf(name);
    return member != null && grid.members().contains(member) ? member : null;
  }

  /** Returns true if a member is one of the voters. */
  boolean isVoter(String member) {
    String name = voters.nameOf(member);
    return name != null && names().contains(name);
  }

  /** Returns true if a member gets the batches of a feed before they are committed: as a voter. */
  public boolean getsProposals(String feed, String member) {
    return isDurable(feed) && isVoter(member);
  }

  /**
   * Returns the owner of a feed: of a durable one, the serving voter with the largest hash of the
   * feed and its name, or the next one that owns all of its feeds while that voter is taking over.
   */
  @Override
  public @Nullable String owner(String feed) {
    if (!isDurable(feed)) {
      return grid.owner(feed);
    }
    String first = servingVoter(feed, member -> true);
    return first == null
        ? null
        : shares.owner(feed, first, () -> servingVoter(feed, shares::isComplete));
  }

  /** Returns the serving voter with the largest hash of the feed among some, or null. */
  private @Nullable String servingVoter(String feed, Predicate<String> isEligible) {
    String found = null;
    long largest = -1;
    for (String name : names()) {
      String member = voters.isServing(name) ? member(name) : null;
      long weight = weight(feed, name);
      if (member != null && weight > largest && isEligible.test(member)) {
        found = member;
        largest = weight;
      }
    }
    return found;
  }

  private static long weight(String feed, String name) {
    CRC32C hash = new CRC32C();
    hash.update((feed + ' ' + name).getBytes(StandardCharsets.UTF_8));
    // A checksum is linear: without a multiplication the same voter would win for most feeds.
    return (hash.getValue() * 0x9E37_79B9_7F4A_7C15L) >>> 1;
  }

  /** Returns the members that are voters. */
  public List<String> voterMembers() {
    return names().stream().map(this::member).filter(member -> member != null).toList();
  }

  /** Returns true if this node is one of the voters. */
  public boolean isSelfVoter() {
    return names().contains(name());
  }

  /** Returns the number of voters; 0 until they are known. */
  public int voterCount() {
    return names().size();
  }

  /** Returns the number of voters that are a majority. */
  public int majority() {
    return VoterSet.majorityOf(names().size());
  }

  /** Returns true if a majority of the voters are members. */
  @Override
  public boolean isAvailable() {
    return !names().isEmpty() && voterMembers().size() >= majority();
  }
}
