package io.feedhorn.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.cluster.protocol.ClusterView;
import io.feedhorn.cluster.protocol.TakeoverShares;
import io.feedhorn.cluster.quorum.QuorumView;
import io.feedhorn.cluster.voters.VoterSet;
import io.feedhorn.cluster.voters.Voters;
import io.feedhorn.log.FeedOptions;
import io.feedhorn.log.FeedRegistry;
import io.feedhorn.log.FeedsOptions;
import io.feedhorn.model.DeliveryMode;
import io.feedhorn.model.FakeClock;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The readiness of the voter n0 of n0, n1 and n2, with a clock of the test. */
class DurableReadinessTest {
  private static final VoterSet THREE = new VoterSet(List.of("n0", "n1", "n2"));

  private final List<String> running = new ArrayList<>(List.of("n0", "n1", "n2"));
  private final Set<String> notCounting = new HashSet<>();
  private final Set<String> owned = new HashSet<>();
  private @Nullable VoterSet voters = THREE;
  private long nanos = 5;

  private final DurableReadiness readiness =
      new DurableReadiness(
          new QuorumView(new Members(), new Names(), feeds(), new TakeoverShares()),
          () -> Set.copyOf(notCounting),
          feed ->
              owned.contains(feed)
                  ? Future.succeededFuture()
                  : Future.failedFuture(new IllegalStateException("no owner")),
          () -> nanos);

  private static FeedRegistry feeds() {
    FeedOptions durable =
        new FeedOptions(DeliveryMode.EVERY, 10, Duration.ofDays(1), "no-cache", true);
    return FeedRegistry.shared(new FeedsOptions(durable, Map.of()), new FakeClock(), "e");
  }

  /** The members of the data grid, which have the names of the voters here. */
  private final class Members implements ClusterView {
    @Override
    public String self() {
      return "n0";
    }

    @Override
    public List<String> members() {
      return running;
    }

    @Override
    public List<String> headHolders() {
      return running;
    }

    @Override
    public @Nullable String owner(String feed) {
      return null;
    }

    @Override
    public boolean isAvailable() {
      return true;
    }
  }

  /** The names of the members. */
  private final class Names implements Voters {
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
      return running.contains(name) ? name : null;
    }

    @Override
    public @Nullable String nameOf(String member) {
      return member;
    }

    @Override
    public boolean isServing(String name) {
      return true;
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

  /** Returns true if the node is ready after some seconds with checks. */
  private boolean isReadyAfter(int seconds) {
    for (int i = 0; i < seconds; i++) {
      nanos += 1_000_000_000L;
      readiness.check();
    }
    readiness.check();
    return readiness.isReady();
  }

  @Test
  void aReplacedNodeIsReadyWhenItsVotesCount() {
    notCounting.addAll(Set.of("orders", "bank"));
    owned.addAll(Set.of("orders", "bank"));
    readiness.joined(notCounting);
    assertThat(readiness.notVoting()).containsExactly("bank", "orders");
    assertThat(isReadyAfter(300)).isFalse();

    notCounting.remove("orders");
    assertThat(isReadyAfter(1)).isFalse();
    assertThat(readiness.notVoting()).containsExactly("bank");
    notCounting.remove("bank");
    assertThat(isReadyAfter(1)).isTrue();
    assertThat(readiness.notVoting()).isEmpty();
  }

  @Test
  void aVoteIsNotAwaitedWhileAnotherVoterIsMissing() {
    notCounting.add("bank");
    owned.add("bank");
    running.remove("n2");
    readiness.joined(notCounting);
    assertThat(isReadyAfter(1)).as("another node has to start").isTrue();
    assertThat(readiness.notVoting()).containsExactly("bank");

    running.add("n2");
    assertThat(isReadyAfter(1)).isFalse();
    running.remove("n1");
    assertThat(isReadyAfter(1)).isTrue();
  }

  @Test
  void aFeedThatNobodyCanOwnIsNotAwaitedForLong() {
    // As if two of the three stores were empty.
    notCounting.add("bank");
    readiness.joined(notCounting);
    assertThat(isReadyAfter(20)).isFalse();
    assertThat(isReadyAfter(20)).isTrue();
    assertThat(readiness.notVoting()).containsExactly("bank");

    owned.add("bank");
    assertThat(isReadyAfter(2)).isFalse();
    owned.remove("bank");
    assertThat(isReadyAfter(20)).isTrue();
  }

  @Test
  void nothingIsAwaitedBeforeTheVotersAreKnown() {
    voters = null;
    notCounting.add("bank");
    readiness.joined(notCounting);
    assertThat(isReadyAfter(1)).isTrue();
    assertThat(readiness.notVoting()).isEmpty();
  }

  @Test
  void aNodeThatIsNotAVoterWaitsForNoVote() {
    voters = new VoterSet(List.of("n1", "n2", "n3"));
    notCounting.add("bank");
    owned.add("bank");
    readiness.joined(notCounting);
    assertThat(isReadyAfter(2)).isTrue();
    assertThat(readiness.notVoting()).isEmpty();
  }

  @Test
  void aStartedNodeWaitsForTheOwnersOnce() {
    readiness.joined(Set.of("bank"));
    assertThat(isReadyAfter(2)).isFalse();
    owned.add("bank");
    assertThat(isReadyAfter(2)).isTrue();
    owned.remove("bank");
    assertThat(isReadyAfter(60)).isTrue();
  }

  @Test
  void anOwnerIsNotAwaitedForLongAndNotWithoutAMajority() {
    readiness.joined(Set.of("bank"));
    assertThat(isReadyAfter(20)).isFalse();
    assertThat(isReadyAfter(20)).isTrue();
  }

  @Test
  void aNodeAloneIsReady() {
    running.removeAll(List.of("n1", "n2"));
    readiness.joined(Set.of("bank"));
    assertThat(readiness.isReady()).isTrue();
    running.add("n1");
    assertThat(isReadyAfter(1)).as("a node that was ready").isTrue();
  }

  @Test
  void aNewFeedIsShownButNotAwaited() {
    readiness.joined(Set.of());
    notCounting.add("new");
    assertThat(isReadyAfter(1)).isTrue();
    assertThat(readiness.notVoting()).containsExactly("new");
  }
}
