package io.feedhorn.cluster.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class QuorumLeaseTest {
  private static final List<String> THREE = List.of("a", "b", "c");
  private static final long VALID = 1_000;

  private final AtomicLong nanos = new AtomicLong(-500);
  private final QuorumLease leaseOfA = new QuorumLease(nanos::get);

  @BeforeEach
  void accept() {
    for (String node : List.of("b", "c", "d")) {
      leaseOfA.accept(node, true);
    }
  }

  private void confirm(String node) {
    leaseOfA.record(node, leaseOfA.now(), VALID);
  }

  @Test
  void aSingleMemberIsAMajority() {
    assertThat(leaseOfA.hasQuorum(List.of("a"))).isTrue();
  }

  @Test
  void oneOfTwoOtherMembersIsAMajority() {
    assertThat(leaseOfA.hasQuorum(THREE)).isFalse();
    confirm("c");

    assertThat(leaseOfA.hasQuorum(THREE)).isTrue();
    assertThat(leaseOfA.hasQuorum(List.of("a", "b", "c", "d"))).isFalse();
  }

  @Test
  void confirmationsExpireWhileTheNodeIsSuspended() {
    confirm("b");
    confirm("c");
    nanos.addAndGet(VALID - 1);
    assertThat(leaseOfA.hasQuorum(THREE)).isTrue();
    nanos.addAndGet(1);

    assertThat(leaseOfA.hasQuorum(THREE)).isFalse();
  }

  @Test
  void aConfirmationIsValidFromTheHeartbeatOnThatItAnswers() {
    long heardAt = leaseOfA.now();
    nanos.addAndGet(VALID);
    leaseOfA.record("b", heardAt, VALID);

    assertThat(leaseOfA.hasQuorum(THREE)).isFalse();
  }

  @Test
  void aLongerConfirmationIsNotEndedByAShorterOne() {
    leaseOfA.record("b", leaseOfA.now(), 2 * VALID);
    confirm("b");
    nanos.addAndGet(2 * VALID - 1);

    assertThat(leaseOfA.hasQuorum(THREE)).isTrue();
  }

  @Test
  void aNodeThatDoesNotSeeThisOneDoesNotCount() {
    confirm("b");
    leaseOfA.accept("b", false);

    assertThat(leaseOfA.hasQuorum(THREE)).isFalse();
  }

  @Test
  void aNodeThatIsNotAMemberDoesNotCount() {
    confirm("d");

    assertThat(leaseOfA.hasQuorum(THREE)).isFalse();
  }

  @Test
  void aNodeThatReturnsIsNotCountedByItsEarlierConfirmation() {
    confirm("b");
    leaseOfA.retain(List.of("a", "c"));
    leaseOfA.accept("b", true);

    assertThat(leaseOfA.hasQuorum(THREE)).isFalse();
  }
}
