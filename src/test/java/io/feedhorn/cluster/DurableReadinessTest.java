package io.feedhorn.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.cluster.protocol.TakeoverShares;
import io.feedhorn.cluster.quorum.QuorumView;
import io.feedhorn.cluster.quorum.TestVoters;
import io.feedhorn.cluster.voters.VoterSet;
import io.feedhorn.log.FeedOptions;
import io.feedhorn.log.FeedRegistry;
import io.feedhorn.log.FeedsOptions;
import io.feedhorn.model.DeliveryMode;
import io.feedhorn.model.FakeClock;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The readiness of the voter n0 of n0, n1 and n2, with a clock of the test. */
class DurableReadinessTest {
  private final TestVoters nodes = new TestVoters();
  private final Set<String> notCounting = new HashSet<>();
  private final Set<String> owned = new HashSet<>();
  private long nanos = 5;

  private final DurableReadiness readiness =
      new DurableReadiness(
          new QuorumView(nodes, nodes, feeds(), new TakeoverShares()),
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
    nodes.remove("n2");
    readiness.joined(notCounting);
    assertThat(isReadyAfter(1)).as("another node has to start").isTrue();
    assertThat(readiness.notVoting()).containsExactly("bank");

    nodes.add("n2");
    assertThat(isReadyAfter(1)).isFalse();
    nodes.remove("n1");
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
    nodes.setVoters(null);
    notCounting.add("bank");
    readiness.joined(notCounting);
    assertThat(isReadyAfter(1)).isTrue();
    assertThat(readiness.notVoting()).isEmpty();
  }

  @Test
  void aNodeThatIsNotAVoterWaitsForNoVote() {
    nodes.setVoters(new VoterSet(List.of("n1", "n2", "n3")));
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
    nodes.remove("n1");
    nodes.remove("n2");
    readiness.joined(Set.of("bank"));
    assertThat(readiness.isReady()).isTrue();
    nodes.add("n1");
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
