package io.feedhorn.hub;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Notifications that expire or are replaced while they wait for a reader that is lagging. */
class PendingNotificationTest {
  private static final String COLLAPSING = "{\"title\":\"t\",\"collapse\":\"k\"}";

  private final HubFixture fixture = HubFixture.start();
  private final ScriptedReader reader = fixture.reader("reader");

  @AfterEach
  void closesWithoutAViolationOfTheSubscriberContract() {
    fixture.close();
    assertThat(reader.violations()).isEmpty();
  }

  @Test
  void anExpiredOneIsNotSent() {
    stall();
    publish("{\"title\":\"t\",\"ttl\":10}", "1", "{\"title\":\"t\",\"ttl\":20}");
    fixture.clock.pass(Duration.ofSeconds(10));
    resume();

    assertThat(reader.offsets()).containsExactly(1L, 3L, 4L);
    assertThat(fixture.metrics.delivered("reader")).isEqualTo(3);
  }

  @Test
  void aReplacedOneIsNotSentAndTheOrderStays() {
    stall();
    publish(COLLAPSING, "1", COLLAPSING, "2", COLLAPSING);
    resume();

    assertThat(reader.offsets()).containsExactly(1L, 3L, 5L, 6L);
    assertThat(fixture.metrics.conflated("reader")).isEqualTo(2);
  }

  @Test
  void replacedOnesDoNotCountAsBacklog() {
    stall();
    int tooMany = 3 * HubFixture.BACKLOG_BYTES / COLLAPSING.length();
    for (int i = 0; i < tooMany; i++) {
      publish(COLLAPSING);
    }
    resume();

    assertThat(reader.offsets()).containsExactly(1L, 1L + tooMany);
  }

  @Test
  void replacedOnesBehindAFlushThatTheConnectionDidNotAcceptAreNotSent() {
    fixture.subscribe(reader, "notify.*");
    fixture.runOnLoop(() -> reader.stall(0));
    publish("0");
    fixture.runOnLoop(
        () -> {
          // Both are in one iteration, before the backlog knows that the connection is lagging.
          fixture.publishService.publish("notify.a", COLLAPSING);
          fixture.publishService.publish("notify.a", COLLAPSING);
        });
    fixture.publish("notify.a", "1");
    resume();

    assertThat(reader.offsets()).containsExactly(1L, 3L, 4L);
  }

  /** Subscribes, and stops accepting after the first update. */
  private void stall() {
    fixture.subscribe(reader, "notify.*");
    fixture.runOnLoop(() -> reader.stall(1));
    publish("0");
    fixture.awaitFlush();
  }

  private void resume() {
    fixture.awaitFlush();
    fixture.runOnLoop(reader::resume);
    fixture.awaitFlush();
  }

  private void publish(String... values) {
    for (String value : values) {
      fixture.publish("notify.a", value);
    }
  }
}
