package io.feedhorn.cluster.quorum;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.feedhorn.cluster.protocol.TakeoverShares;
import io.feedhorn.log.FeedOptions;
import io.feedhorn.log.FeedRegistry;
import io.feedhorn.log.FeedsOptions;
import io.feedhorn.model.DeliveryMode;
import io.feedhorn.model.FakeClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The owners of feeds of three voters. The hashes of the feeds with the names of the voters were
 * calculated by another program: all nodes must agree, also those of other releases.
 */
class QuorumViewTest {
  private static final int ALL = TakeoverShares.ALL;

  private final TestVoters nodes = new TestVoters();

  /** Returns some feeds, and the voters of each in the order of their hashes. */
  static Stream<Arguments> feedsAndVoters() {
    return Stream.of(
        arguments("prices", "n0", "n1", "n2"),
        arguments("bids", "n0", "n2", "n1"),
        arguments("scores", "n1", "n0", "n2"),
        arguments("notify", "n1", "n2", "n0"),
        arguments("trades", "n2", "n1", "n0"));
  }

  /** Returns feeds that are durable, but for one in memory. */
  private static FeedRegistry feeds() {
    return FeedRegistry.shared(
        new FeedsOptions(options(true), Map.of("memory", options(false))), new FakeClock(), "e");
  }

  private static FeedOptions options(boolean durable) {
    return new FeedOptions(DeliveryMode.EVERY, 10, Duration.ofDays(1), "no-cache", durable);
  }

  /**
   * Returns the owner of a feed.
   *
   * @param complete the nodes that own all of their feeds; the others are taking over
   */
  private @Nullable String owner(String feed, String... complete) {
    TakeoverShares shares = new TakeoverShares();
    List.of(complete).forEach(node -> shares.record(node, ALL));
    return owner(feed, shares);
  }

  private @Nullable String owner(String feed, TakeoverShares shares) {
    return new QuorumView(nodes, nodes, feeds(), shares).owner(feed);
  }

  @ParameterizedTest
  @MethodSource("feedsAndVoters")
  void theServingVoterWithTheLargestHashOwnsADurableFeed(
      String feed, String first, String second, String third) {
    assertThat(owner(feed, first, second, third)).isEqualTo(first);

    nodes.setStarting(first);
    assertThat(owner(feed, first, second, third)).isEqualTo(second);
    nodes.remove(second);
    assertThat(owner(feed, first, second, third)).isEqualTo(third);
    nodes.setStarting(first, third);
    assertThat(owner(feed, first, second, third)).isNull();
  }

  @ParameterizedTest
  @MethodSource("feedsAndVoters")
  void theNextVoterThatOwnsAllOfItsFeedsIsTheSubstituteDuringATakeover(
      String feed, String first, String second, String third) {
    assertThat(owner(feed, second, third)).isEqualTo(second);
    assertThat(owner(feed, third)).isEqualTo(third);

    nodes.setStarting(second);
    assertThat(owner(feed, second, third)).isEqualTo(third);
  }

  @ParameterizedTest
  @MethodSource("feedsAndVoters")
  void withoutASubstituteAVoterOwnsItsFeedsDuringATakeover(String feed, String first) {
    assertThat(owner(feed)).isEqualTo(first);

    // Not a voter.
    nodes.add("n3");
    assertThat(owner(feed, "n3")).isEqualTo(first);
  }

  @ParameterizedTest
  @MethodSource("feedsAndVoters")
  void aFeedMovesWithItsSlice(String feed, String first, String second, String third) {
    TakeoverShares shares = new TakeoverShares();
    shares.record(second, ALL);
    shares.record(third, ALL);
    List<@Nullable String> owners = new ArrayList<>();
    for (int share = 0; share <= ALL; share++) {
      shares.record(first, share);
      owners.add(owner(feed, shares));
    }

    assertThat(owners)
        .startsWith(second)
        .endsWith(first)
        .containsOnly(first, second)
        .doesNotContainSequence(first, second);
  }

  @Test
  void aFeedInMemoryHasTheOwnerOfTheGrid() {
    assertThat(owner("memory", "n0", "n1", "n2")).isEqualTo(TestVoters.GRID_OWNER);
  }

  @Test
  void aDurableFeedHasNoOwnerUntilTheVotersAreKnown() {
    nodes.setVoters(null);
    assertThat(owner("prices", "n0", "n1", "n2")).isNull();
  }
}
