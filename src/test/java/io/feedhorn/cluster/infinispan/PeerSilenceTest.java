package io.feedhorn.cluster.infinispan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PeerSilenceTest {
  private static final int WINDOW = PeerSilence.WINDOW;

  private long check = 1_000;
  private long heardAt = check;
  private PeerSilence peer = new PeerSilence(check);

  @BeforeEach
  void start() {
    hear(PeerSilence.NEW_CHECKS + PeerSilence.MAX_CHECKS, 1);
  }

  /** Runs checks with a message of the member in every so many of them. */
  private void hear(int checks, int every) {
    for (int i = 1; i <= checks; i++) {
      assertThat(peer.isSilent(++check, heardAt, heardAt, 1)).isFalse();
      if (i % every == 0) {
        heardAt = check;
      }
    }
  }

  /** Returns the number of checks until the member is suspected. */
  private int silence() {
    for (int i = 1; i <= 1_000; i++) {
      if (peer.isSilent(++check, heardAt, heardAt, 1)) {
        return i;
      }
    }
    throw new AssertionError("never suspected");
  }

  @Test
  void aMemberIsSuspectedAfterAFewSilentChecks() {
    hear(100, 1);

    assertThat(silence()).isEqualTo(PeerSilence.MIN_CHECKS);
  }

  @Test
  void aNewMemberGetsTheLongestTime() {
    PeerSilence added = new PeerSilence(0);
    for (int i = 1; i < PeerSilence.MAX_CHECKS; i++) {
      assertThat(added.isSilent(i, 0, 0, 1)).isFalse();
    }

    assertThat(added.isSilent(PeerSilence.MAX_CHECKS, 0, 0, 1)).isTrue();
  }

  /** Replaces the member by one that joins now. */
  private void join() {
    peer = new PeerSilence(check);
    heardAt = check;
  }

  @Test
  void aNewMemberGetsLessTimeWithEachRegularHeartbeat() {
    int before = PeerSilence.MAX_CHECKS;
    for (int age = 10; age < PeerSilence.NEW_CHECKS; age += 10) {
      join();
      hear(age, 1);
      int after = silence();
      assertThat(after).as("checks at the age of %d", age).isLessThan(before);
      before = after;
    }
  }

  @Test
  void aMemberIsNotNewAnyMoreAfterTheTimeForNewOnes() {
    join();
    hear(PeerSilence.NEW_CHECKS, 1);

    assertThat(silence()).isEqualTo(PeerSilence.MIN_CHECKS);
  }

  @Test
  void aNewMemberOfABusyMachineKeepsItsTime() {
    join();
    hear(24, 12);
    hear(10 * 30, 30);

    assertThat(silence()).isEqualTo(PeerSilence.MAX_CHECKS);
  }

  /** Another node may exclude a member earlier than this one loses it. */
  @Test
  void theTimeInWhichAMemberWasExcludedIsNotLateness() {
    hear(100, 5);
    check += 10;
    peer.returned(check);
    heardAt = check;

    assertThat(silence()).isEqualTo(2 * 5 + 8);
  }

  @Test
  void theLatenessBeforeALongAbsenceIsForgotten() {
    hear(100, 5);
    check += 3 * WINDOW;
    peer.returned(check);
    heardAt = check;

    assertThat(silence()).isEqualTo(PeerSilence.MIN_CHECKS);
  }

  @Test
  void aSilenceBeyondTheTimeIsNotLateness() {
    assertThat(silence()).isEqualTo(PeerSilence.MIN_CHECKS);
    for (int i = 0; i < 20; i++) {
      assertThat(peer.isSilent(++check, heardAt, heardAt, 1)).isTrue();
    }
    heardAt = check;
    hear(1, 1);

    assertThat(silence()).isEqualTo(PeerSilence.MIN_CHECKS);
  }

  @Test
  void aNodeThatIsLateItselfGivesMoreTime() {
    assertThat(peer.isSilent(++check, heardAt, heardAt, 6)).isFalse();

    assertThat(silence()).isEqualTo(2 * 6 + 8 - 1);
  }

  @Test
  void aNodeThatWasSuspendedItselfDoesNot() {
    assertThat(peer.isSilent(++check, heardAt, heardAt, PeerSilence.MAX_CHECKS + 1)).isFalse();

    assertThat(silence()).isEqualTo(PeerSilence.MIN_CHECKS - 1);
  }

  @Test
  void noPromiseIsLongerThanTheLongestSilence() {
    hear(100, 1);
    assertThat(silence()).isEqualTo(PeerSilence.MIN_CHECKS);
    assertThat(peer.isSilentForLongest(heardAt + PeerSilence.MAX_CHECKS - 1)).isFalse();
    assertThat(peer.isSilentForLongest(heardAt + PeerSilence.MAX_CHECKS)).isTrue();
  }

  @Test
  void aMemberWhoseMessagesAreLateGetsMoreTime() {
    hear(100, 5);

    assertThat(silence()).isEqualTo(2 * 5 + 8);
  }

  @Test
  void onlyHeartbeatsTellHowLateAMemberIs() {
    long heartbeatAt = heardAt;
    for (int i = 0; i < 100; i++) {
      heardAt = i % 5 == 0 ? check : heardAt;
      assertThat(peer.isSilent(++check, heardAt, heartbeatAt, 1)).isFalse();
    }
    heardAt = check;
    hear(1, 1);

    assertThat(silence()).isEqualTo(PeerSilence.MIN_CHECKS);
  }

  @Test
  void theTimeIsBounded() {
    for (int late = 6; late <= 58; late += 8) {
      hear(4 * late, late);
    }

    assertThat(silence()).isEqualTo(PeerSilence.MAX_CHECKS);
  }

  @Test
  void latenessIsForgottenAfterAWhile() {
    hear(100, 5);
    hear(3 * WINDOW, 1);

    assertThat(silence()).isEqualTo(PeerSilence.MIN_CHECKS);
  }

  @Test
  void noMemberIsSuspectedBeforeItWasPromised() {
    Random random = new Random(1);
    for (int round = 0; round < 1_000; round++) {
      if (round % 3 == 0) {
        join();
      }
      hear(random.nextInt(2 * WINDOW) + 8, 1 + random.nextInt(8));
      assertThat(peer.isSilent(++check, heardAt, heardAt, 1)).isFalse();
      long promisedUntil = heardAt + peer.promise();
      silence();

      assertThat(check).isGreaterThanOrEqualTo(promisedUntil);
      heardAt = check;
    }
  }
}
