package io.feedhorn.hub;

import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.model.Cursor;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The forms of the updates that a connection gets that asks for deltas. */
class DeltaTest {
  private static final SubscribeOptions DELTA = SubscribeOptions.of(null, false, true);
  private static final String PADDING = "x".repeat(200);

  private final HubFixture fixture = HubFixture.start();

  @AfterEach
  void close() {
    fixture.close();
  }

  private void publish(String topic, int number) {
    fixture.publish(topic, "{\"text\":\"" + PADDING + "\",\"n\":" + number + "}");
    fixture.awaitFlush();
  }

  /** Returns the seq of each update that was sent, with {@code d} before that of a delta. */
  private static List<String> sent(ScriptedReader reader) {
    return reader.sent().stream()
        .map(
            update -> {
              String json = update.json().toString();
              boolean delta = json.contains(",\"base\":" + (update.seq() - 1) + ",\"patch\":[");
              assertThat(delta || json.contains(",\"data\":") || update.isDeletion()).isTrue();
              return (delta ? "d" : "") + update.seq();
            })
        .toList();
  }

  @Test
  void theSnapshotIsInFullAndLiveUpdatesAreDeltas() {
    publish("prices.a", 1);
    ScriptedReader reader = fixture.reader("one");
    fixture.subscribe(reader, null, DELTA, "prices.*");
    fixture.awaitFlush();
    publish("prices.a", 2);
    publish("prices.b", 1);
    publish("prices.a", 3);
    publish("prices.b", 2);

    assertThat(sent(reader)).containsExactly("1", "d2", "1", "d3", "d2");
  }

  @Test
  void aReaderThatDidNotAskGetsNoDelta() {
    ScriptedReader plain = fixture.reader("plain");
    ScriptedReader delta = fixture.reader("delta");
    fixture.subscribe(plain, "prices.*");
    fixture.subscribe(delta, null, DELTA, "prices.*");
    publish("prices.a", 1);
    publish("prices.a", 2);

    assertThat(sent(plain)).containsExactly("1", "2");
    assertThat(sent(delta)).containsExactly("1", "d2");
  }

  @Test
  void theUpdateAfterAHoleIsInFull() {
    ScriptedReader reader = fixture.reader("one");
    fixture.subscribe(reader, null, DELTA, "prices.*");
    publish("prices.a", 1);
    fixture.runOnLoop(() -> reader.stall(0));
    publish("prices.a", 2);
    publish("prices.a", 3);
    fixture.runOnLoop(() -> reader.resume());
    fixture.awaitFlush();
    publish("prices.a", 4);

    assertThat(sent(reader)).containsExactly("1", "3", "d4");
  }

  @Test
  void everyHundredthUpdateIsInFull() {
    ScriptedReader reader = fixture.reader("one");
    fixture.subscribe(reader, null, DELTA, "prices.*");
    for (int i = 1; i <= 101; i++) {
      publish("prices.a", i);
    }

    assertThat(sent(reader)).hasSize(101).contains("1", "d99", "100", "d101");
  }

  @Test
  void aDeletionAndTheUpdateAfterItAreNotDeltas() {
    ScriptedReader reader = fixture.reader("one");
    fixture.subscribe(reader, null, DELTA, "prices.*");
    publish("prices.a", 1);
    HubFixture.await(fixture.publishService.delete("prices.a", null, null));
    publish("prices.a", 3);
    publish("prices.a", 4);

    assertThat(sent(reader)).containsExactly("1", "2", "3", "d4");
  }

  @Test
  void afterUnsubscribingTheNextUpdateIsInFull() {
    ScriptedReader reader = fixture.reader("one");
    fixture.subscribe(reader, null, DELTA, "prices.*", "prices.b");
    publish("prices.a", 1);
    publish("prices.b", 1);
    fixture.runOnLoop(
        () -> fixture.hub.unsubscribe(reader.outbox(), HubFixture.patterns("prices.*")));
    fixture.callOnLoop(
        () ->
            fixture.hub.subscribe(
                reader.outbox(), HubFixture.patterns("prices.a"), null, false, DELTA));
    publish("prices.a", 2);
    publish("prices.b", 2);

    assertThat(sent(reader)).containsExactly("1", "1", "2", "d2");
  }

  @Test
  void aTopicThatAnotherPatternMatchesWithoutDeltasIsInFull() {
    ScriptedReader reader = fixture.reader("one");
    fixture.subscribe(reader, null, DELTA, "prices.*");
    fixture.subscribe(reader, "prices.b");
    publish("prices.a", 1);
    publish("prices.b", 1);
    publish("prices.a", 2);
    publish("prices.b", 2);
    fixture.subscribe(reader, null, DELTA, "prices.b");
    publish("prices.b", 3);
    publish("prices.b", 4);

    assertThat(sent(reader)).containsExactly("1", "1", "d2", "2", "3", "d4");
  }

  @Test
  void aResumedReaderBeginsWithAFullValue() {
    publish("prices.a", 1);
    Cursor cursor = fixture.publish("prices.a", "1").cursor();
    publish("prices.a", 3);
    publish("prices.a", 4);
    ScriptedReader reader = fixture.reader("one");
    fixture.subscribe(reader, cursor, DELTA, "prices.*");
    fixture.awaitFlush();
    publish("prices.a", 5);

    assertThat(sent(reader)).containsExactly("3", "d4", "d5");
  }
}
