package io.feedhorn.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class PresenceTest {
  private static final ChatUser ADA = new ChatUser("1", "Ada");
  private static final ChatUser BOB = new ChatUser("2", "Bob");
  private static final ChatUser CY = new ChatUser("3", "Cy");

  private final FakeNanoClock clock = new FakeNanoClock();
  private final Presence presence = new Presence(2, Duration.ofSeconds(30), clock);

  @Test
  void missesAGuestAfterHalfAMinuteOfSilence() {
    presence.heard(ADA);
    clock.pass(Duration.ofMillis(29_999));
    assertThat(presence.removeSilent()).isNull();
    clock.pass(Duration.ofMillis(1));
    assertThat(presence.removeSilent()).isEqualTo(ADA);
  }

  @Test
  void missesAGuestOnce() {
    presence.heard(ADA);
    clock.pass(Duration.ofSeconds(30));
    presence.removeSilent();

    assertThat(presence.removeSilent()).isNull();
    assertThat(presence.size()).isZero();
  }

  @Test
  void waitsAnewAfterEachSignOfLife() {
    presence.heard(ADA);
    clock.pass(Duration.ofSeconds(20));
    presence.heard(ADA);
    clock.pass(Duration.ofSeconds(20));

    assertThat(presence.removeSilent()).isNull();
  }

  @Test
  void missesTheLongestSilentFirst() {
    presence.heard(ADA);
    presence.heard(BOB);
    clock.pass(Duration.ofSeconds(1));
    presence.heard(ADA);
    clock.pass(Duration.ofSeconds(30));

    assertThat(presence.removeSilent()).isEqualTo(BOB);
    assertThat(presence.removeSilent()).isEqualTo(ADA);
  }

  @Test
  void doesNotMissAGuestThatSaidGoodbye() {
    presence.heard(ADA);
    presence.left("1");
    clock.pass(Duration.ofHours(1));

    assertThat(presence.removeSilent()).isNull();
  }

  @Test
  void isNotMisledByASignOfLifeThatComesAfterTheGoodbye() {
    presence.heard(ADA);
    presence.left(ADA.who());
    presence.isAlive(ADA);
    assertThat(presence.size()).isZero();
    presence.heard(ADA);
    presence.isAlive(ADA);

    assertThat(presence.size()).isOne();
  }

  @Test
  void knowsAgainWhoeverIsAliveAfterItWasStartedAnew() {
    presence.isAlive(ADA);

    assertThat(presence.size()).isOne();
  }

  @Test
  void remembersTheNewestName() {
    presence.heard(ADA);
    presence.heard(new ChatUser("1", "Countess"));
    clock.pass(Duration.ofSeconds(30));

    assertThat(presence.removeSilent()).isEqualTo(new ChatUser("1", "Countess"));
  }

  @Test
  void remembersNobodyNewInAFullRoom() {
    presence.heard(ADA);
    presence.heard(BOB);
    presence.heard(CY);
    presence.heard(ADA);

    assertThat(presence.size()).isEqualTo(2);
    clock.pass(Duration.ofSeconds(30));
    assertThat(presence.removeSilent()).isEqualTo(BOB);
    assertThat(presence.removeSilent()).isEqualTo(ADA);
    assertThat(presence.removeSilent()).isNull();
  }
}
