package io.feedhorn.client;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CursorTrackerTest {
  private final CursorTracker tracker = new CursorTracker();

  @Test
  void startsAtTheServersCursorWithoutARequestedOne() {
    tracker.start(null, "a:abcd:7,b:bcde:3");

    assertThat(tracker.cursor()).isEqualTo("a:abcd:7,b:bcde:3");
  }

  @Test
  void startsAtTheRequestedPositionsOfTheSameEpoch() {
    tracker.start("a:abcd:5,b:0ld0:9", "a:abcd:7,b:bcde:3");

    assertThat(tracker.cursor()).isEqualTo("a:abcd:5,b:bcde:3");
  }

  @Test
  void startsBeforeEverythingAtEarliest() {
    tracker.start("earliest", "a:abcd:7");

    assertThat(tracker.cursor()).isEqualTo("a:abcd:00");
  }

  @Test
  void hasNotFinishedHistoryBeforeItsEnd() {
    tracker.start("earliest", "a:abcd:7");

    tracker.advancePast("a", 5);
    assertThat(tracker.cursor()).isEqualTo("a:abcd:05");
    tracker.advancePast("a", 7);
    assertThat(tracker.cursor()).isEqualTo("a:abcd:7");
  }

  @Test
  void hasNotFinishedHistoryIfAResponseIsTruncated() {
    tracker.start("a:abcd:02", "a:abcd:07");

    tracker.advancePast("a", 7);

    assertThat(tracker.cursor()).isEqualTo("a:abcd:07");
  }

  @Test
  void advancesInFeedsWhoseEpochIsKnown() {
    tracker.start(null, "a:abcd:7");

    tracker.advancePast("a", 8);
    tracker.advancePast("other", 9);

    assertThat(tracker.cursor()).isEqualTo("a:abcd:8");
  }
}
