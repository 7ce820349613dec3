package io.feedhorn.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class QuorumLeaseTest {
  private static final List<String> THREE = List.of("a", "b", "c");

  private final AtomicLong now = new AtomicLong(-1_000);
  private final QuorumLease ofA = new QuorumLease(now::get);

  @Test
  void aNodeAloneNeedsNobody() {
    assertThat(ofA.hasQuorum(List.of("a"))).isTrue();
  }

  @Test
  void oneOfTwoOthersIsEnough() {
    assertThat(ofA.hasQuorum(THREE)).isFalse();
    ofA.answered("c", true, ofA.ask());

    assertThat(ofA.hasQuorum(THREE)).isTrue();
    assertThat(ofA.hasQuorum(List.of("a", "b", "c", "d"))).isFalse();
  }

  @Test
  void whatWasSaidBeforeAStandstillIsWorthNothing() {
    ofA.answered("b", true, ofA.ask());
    ofA.answered("c", true, ofA.ask());
    now.addAndGet(QuorumLease.VALID_NANOS - 1);
    assertThat(ofA.hasQuorum(THREE)).isTrue();
    now.addAndGet(1);

    assertThat(ofA.hasQuorum(THREE)).isFalse();
  }

  @Test
  void anAnswerCountsFromWhenItWasAskedFor() {
    long asked = ofA.ask();
    now.addAndGet(QuorumLease.VALID_NANOS);
    ofA.answered("b", true, asked);

    assertThat(ofA.hasQuorum(THREE)).isFalse();
  }

  @Test
  void whoTakesItBackVouchesNoMore() {
    ofA.answered("b", true, ofA.ask());
    ofA.answered("b", false, ofA.ask());

    assertThat(ofA.hasQuorum(THREE)).isFalse();
  }

  @Test
  void whoIsNoMemberDoesNotCount() {
    ofA.answered("d", true, ofA.ask());

    assertThat(ofA.hasQuorum(THREE)).isFalse();
  }
}
