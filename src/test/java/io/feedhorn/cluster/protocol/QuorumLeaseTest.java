package io.feedhorn.cluster.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class QuorumLeaseTest {
  private static final List<String> THREE = List.of("a", "b", "c");

  private final AtomicLong nanos = new AtomicLong(-1_000);
  private final QuorumLease leaseOfA = new QuorumLease(nanos::get);

  @Test
  void aSingleMemberIsAMajority() {
    assertThat(leaseOfA.hasQuorum(List.of("a"))).isTrue();
  }

  @Test
  void oneOfTwoOtherMembersIsAMajority() {
    assertThat(leaseOfA.hasQuorum(THREE)).isFalse();
    leaseOfA.record("c", true, leaseOfA.now());

    assertThat(leaseOfA.hasQuorum(THREE)).isTrue();
    assertThat(leaseOfA.hasQuorum(List.of("a", "b", "c", "d"))).isFalse();
  }

  @Test
  void confirmationsExpireWhileTheNodeIsSuspended() {
    leaseOfA.record("b", true, leaseOfA.now());
    leaseOfA.record("c", true, leaseOfA.now());
    nanos.addAndGet(QuorumLease.VALID_NANOS - 1);
    assertThat(leaseOfA.hasQuorum(THREE)).isTrue();
    nanos.addAndGet(1);

    assertThat(leaseOfA.hasQuorum(THREE)).isFalse();
  }

  @Test
  void theAgeOfAConfirmationIsThatOfItsRequest() {
    long askedAt = leaseOfA.now();
    nanos.addAndGet(QuorumLease.VALID_NANOS);
    leaseOfA.record("b", true, askedAt);

    assertThat(leaseOfA.hasQuorum(THREE)).isFalse();
  }

  @Test
  void aNodeCanWithdrawItsConfirmation() {
    leaseOfA.record("b", true, leaseOfA.now());
    leaseOfA.record("b", false, leaseOfA.now());

    assertThat(leaseOfA.hasQuorum(THREE)).isFalse();
  }

  @Test
  void aNodeThatIsNotAMemberDoesNotCount() {
    leaseOfA.record("d", true, leaseOfA.now());

    assertThat(leaseOfA.hasQuorum(THREE)).isFalse();
  }
}
