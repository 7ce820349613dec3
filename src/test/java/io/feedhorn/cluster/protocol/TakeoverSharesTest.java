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

  @Test
  void aNodeThatReturnsHasTheShareThatItHad() {
    shares.record("a", 7);
    shares.retain(List.of("b"));
    shares.retain(List.of("a", "b"));
    shares.retain(List.of("b"));

    assertThat(shares.of("a")).isEqualTo(7);
  }

  @Test
  void theNodesThatHaveBeenGoneForLongestAreForgotten() {
    shares.record("member", 7);
    shares.record("returned", 7);
    shares.retain(List.of("member"));
    for (int start = 0; start <= TakeoverShares.MAX_GONE; start++) {
      shares.record("start-" + start, 7);
      shares.retain(List.of("member", "returned"));
    }

    assertThat(shares.of("start-0")).isZero();
    for (String kept :
        List.of("member", "returned", "start-1", "start-" + TakeoverShares.MAX_GONE)) {
      assertThat(shares.of(kept)).as(kept).isEqualTo(7);
    }
  }
}
