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
  void removesAUserAfterHalfAMinuteOfSilence() {
    presence.join(ADA);
    clock.advance(Duration.ofMillis(29_999));
    assertThat(presence.removeSilentUser()).isNull();
    clock.advance(Duration.ofMillis(1));
    assertThat(presence.removeSilentUser()).isEqualTo(ADA);
  }

  @Test
  void removesAUserOnce() {
    presence.join(ADA);
    clock.advance(Duration.ofSeconds(30));
    presence.removeSilentUser();

    assertThat(presence.removeSilentUser()).isNull();
    assertThat(presence.size()).isZero();
  }

  @Test
  void eachSignOfLifeRestartsTheTime() {
    presence.join(ADA);
    clock.advance(Duration.ofSeconds(20));
    presence.join(ADA);
    clock.advance(Duration.ofSeconds(20));

    assertThat(presence.removeSilentUser()).isNull();
  }

  @Test
  void removesTheLongestSilentUserFirst() {
    presence.join(ADA);
    presence.join(BOB);
    clock.advance(Duration.ofSeconds(1));
    presence.join(ADA);
    clock.advance(Duration.ofSeconds(30));

    assertThat(presence.removeSilentUser()).isEqualTo(BOB);
    assertThat(presence.removeSilentUser()).isEqualTo(ADA);
  }

  @Test
  void doesNotReportAUserWhoLeft() {
    presence.join(ADA);
    presence.leave("1");
    clock.advance(Duration.ofHours(1));

    assertThat(presence.removeSilentUser()).isNull();
  }

  @Test
  void ignoresASignOfLifeAfterTheUserLeft() {
    presence.join(ADA);
    presence.leave(ADA.who());
    presence.keepAlive(ADA);
    assertThat(presence.size()).isZero();
    presence.join(ADA);
    presence.keepAlive(ADA);

    assertThat(presence.size()).isOne();
  }

  @Test
  void recordsUsersByTheirSignsOfLifeAfterARestart() {
    presence.keepAlive(ADA);

    assertThat(presence.size()).isOne();
  }

  @Test
  void keepsTheNewestName() {
    presence.join(ADA);
    presence.join(new ChatUser("1", "Countess"));
    clock.advance(Duration.ofSeconds(30));

    assertThat(presence.removeSilentUser()).isEqualTo(new ChatUser("1", "Countess"));
  }

  @Test
  void recordsNoNewUserInAFullRoom() {
    presence.join(ADA);
    presence.join(BOB);
    presence.join(CY);
    presence.join(ADA);

    assertThat(presence.size()).isEqualTo(2);
    clock.advance(Duration.ofSeconds(30));
    assertThat(presence.removeSilentUser()).isEqualTo(BOB);
    assertThat(presence.removeSilentUser()).isEqualTo(ADA);
    assertThat(presence.removeSilentUser()).isNull();
  }
}
