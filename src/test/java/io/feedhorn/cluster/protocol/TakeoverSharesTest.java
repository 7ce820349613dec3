package io.feedhorn.cluster.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TakeoverSharesTest {
  private static final List<String> FEEDS =
      IntStream.range(0, 1_000).mapToObj(number -> "feed-" + number).toList();

  private final TakeoverShares shares = new TakeoverShares();

  private boolean isTaken(String feed) {
    return shares.owner(feed, "a", () -> "substitute").equals("a");
  }

  private long taken(int share) {
    shares.record("a", share);
    return FEEDS.stream().filter(this::isTaken).count();
  }

  @Test
  void aNodeThatHasToldNothingHasTakenOverNothing() {
    assertThat(FEEDS).noneMatch(this::isTaken);
    assertThat(shares.isComplete("a")).isFalse();
  }

  @Test
  void slicesAreOfSimilarSizesAndAddUpToAllFeeds() {
    long before = 0;
    for (int share = 1; share <= TakeoverShares.ALL; share++) {
      long now = taken(share);
      assertThat(now - before).as("slice %d", share).isBetween(30L, 100L);
      before = now;
    }
    assertThat(before).isEqualTo(FEEDS.size());
    assertThat(shares.isComplete("a")).isTrue();
  }

  @Test
  void aSliceThatWasTakenOverRemainsTaken() {
    shares.record("a", 5);
    List<String> some = FEEDS.stream().filter(this::isTaken).toList();
    shares.record("a", 6);
    assertThat(some).isNotEmpty().allMatch(this::isTaken);
  }

  @Test
  void withoutASubstituteANodeOwnsWhatItIsAssigned() {
    assertThat(FEEDS).allMatch(feed -> shares.owner(feed, "a", () -> null).equals("a"));
  }

  @Test
  void aMessageWithAnEarlierShareChangesNothing() {
    shares.record("a", 5);
    shares.record("a", 4);
    assertThat(shares.of("a")).isEqualTo(5);
  }

  @Test
  void aShareOutsideTheLimitsIsTheNextOneWithin() {
    shares.record("a", -1);
    assertThat(shares.of("a")).isZero();
    shares.record("a", 1_000);
    assertThat(shares.of("a")).isEqualTo(TakeoverShares.ALL);
  }
}
