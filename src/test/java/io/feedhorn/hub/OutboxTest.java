package io.feedhorn.hub;

import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.model.Cursor;
import io.feedhorn.model.Position;
import io.feedhorn.model.TopicPattern;
import io.feedhorn.model.Update;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OutboxTest {
  private final HubFixture fixture = HubFixture.start();
  private final ScriptedReader reader = fixture.reader("reader");

  @AfterEach
  void closesWithoutAViolationOfTheSubscriberContract() {
    fixture.close();
    assertThat(reader.violations()).isEmpty();
  }

  @Test
  void sendsTheUpdatesOfOneIterationInOneFlush() {
    publish("prices.a", "prices.b", "prices.c");
    fixture.subscribe(reader, "prices.>");
    fixture.awaitFlush();

    assertThat(reader.offsets()).containsExactly(1L, 2L, 3L);
    assertThat(reader.flushes()).isOne();
    assertThat(fixture.metrics.delivered("reader")).isEqualTo(3);
  }

  @Test
  void deliversEveryUpdateToAReaderThatAcceptsThem() {
    fixture.subscribe(reader, "prices.>");
    publish(times(50, "prices.a"));
    fixture.awaitFlush();

    assertThat(reader.offsets()).isEqualTo(upTo(50));
    assertThat(fixture.metrics.conflated("reader")).isZero();
  }

  @Test
  void conflatesToTheNewestWhileTheReaderIsLaggingAndKeepsTheOrder() {
    fixture.subscribe(reader, "prices.>");
    fixture.runOnLoop(() -> reader.stall(1));
    publish("prices.a", "prices.a", "prices.b", "prices.c", "prices.a", "prices.b");
    fixture.awaitFlush();
    assertThat(reader.offsets()).containsExactly(1L);
    fixture.runOnLoop(reader::resume);
    fixture.awaitFlush();

    assertThat(reader.offsets()).containsExactly(1L, 4L, 5L, 6L);
    assertThat(fixture.metrics.conflated("reader")).isEqualTo(2);
  }

  @Test
  void doesNotConflateAReplayButTheLiveUpdatesMeanwhile() {
    publish(times(20, "prices.a"));
    fixture.runOnLoop(() -> reader.stall(5));
    fixture.subscribe(reader, start("prices"), SubscribeOptions.ALL, "prices.>");
    fixture.awaitFlush();
    publish("prices.a", "prices.b", "prices.a", "prices.b", "prices.a");
    fixture.runOnLoop(() -> reader.stall(3));
    fixture.runOnLoop(() -> reader.outbox().drained());
    fixture.awaitFlush();
    assertThat(reader.offsets()).isEqualTo(upTo(8));
    fixture.runOnLoop(reader::resume);
    fixture.awaitFlush();

    assertThat(reader.offsets().subList(0, 20)).isEqualTo(upTo(20));
    assertThat(reader.offsets().subList(20, reader.offsets().size())).containsExactly(24L, 25L);
  }

  @Test
  void conflatesLiveUpdatesAgainAfterTheReplay() {
    publish(times(20, "prices.a"));
    fixture.runOnLoop(() -> reader.stall(5));
    fixture.subscribe(reader, start("prices"), SubscribeOptions.ALL, "prices.>");
    fixture.awaitFlush();
    fixture.runOnLoop(reader::resume);
    fixture.awaitFlush();
    fixture.runOnLoop(() -> reader.stall(0));
    publish("prices.a", "prices.a", "prices.a");
    fixture.runOnLoop(reader::resume);
    fixture.awaitFlush();

    assertThat(reader.offsets().subList(0, 20)).isEqualTo(upTo(20));
    assertThat(reader.offsets().subList(20, reader.offsets().size())).containsExactly(23L);
  }

  @Test
  void conflatesAReplayBeyondTheMaximumBacklog() {
    publish(times(100, "prices.a"));
    int fits = HubFixture.BACKLOG_BYTES / fixture.feeds.snapshots(null).get(0).json().length();
    fixture.runOnLoop(() -> reader.stall(5));
    fixture.subscribe(reader, start("prices"), SubscribeOptions.ALL, "prices.>");
    fixture.awaitFlush();
    fixture.runOnLoop(reader::resume);
    fixture.awaitFlush();

    int complete = reader.offsets().size() - 1;
    assertThat(complete).isBetween(5 + fits, 5 + fits + 3);
    assertThat(reader.offsets().subList(0, complete)).isEqualTo(upTo(complete));
    assertThat(reader.offsets()).endsWith(100L);
  }

  @Test
  void keepsOneUpdateOfEachTopicForAReaderThatAcceptsNothing() {
    fixture.subscribe(reader, "prices.>");
    fixture.runOnLoop(() -> reader.stall(0));
    for (int round = 0; round < 40; round++) {
      publish("prices.a", "prices.b", "prices.c");
    }
    fixture.awaitFlush();
    fixture.runOnLoop(reader::resume);
    fixture.awaitFlush();

    assertThat(reader.offsets()).containsExactly(118L, 119L, 120L);
    assertThat(reader.flushes()).isOne();
  }

  @Test
  void continuesAfterEachInterruption() {
    fixture.subscribe(reader, "prices.>");
    fixture.runOnLoop(() -> reader.stall(0));
    publish("prices.a", "prices.b", "prices.c", "prices.d");
    fixture.runOnLoop(() -> reader.stall(2));
    fixture.runOnLoop(() -> reader.outbox().drained());
    publish("prices.a");
    fixture.awaitFlush();
    assertThat(reader.offsets()).containsExactly(1L, 2L);
    fixture.runOnLoop(reader::resume);
    publish("prices.b", "prices.b");
    fixture.awaitFlush();

    assertThat(reader.offsets()).containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L);
  }

  @Test
  void neverConflatesAFeedThatDeliversEveryUpdate() {
    fixture.subscribe(reader, "chat.>");
    fixture.runOnLoop(() -> reader.stall(0));
    publish(times(10, "chat.lobby"));
    fixture.runOnLoop(reader::resume);
    publish(times(10, "chat.lobby"));
    fixture.awaitFlush();

    assertThat(reader.offsets()).isEqualTo(upTo(20));
    assertThat(fixture.metrics.conflated("reader")).isZero();
    assertThat(reader.tooSlowCalls()).isZero();
  }

  @Test
  void closesAReaderBeyondTheMaximumBacklogOnce() {
    fixture.subscribe(reader, "chat.>");
    fixture.runOnLoop(() -> reader.stall(0));
    publish(times(100, "chat.lobby"));
    fixture.awaitFlush();
    assertThat(reader.tooSlowCalls()).isOne();
    fixture.runOnLoop(reader::resume);
    publish(times(5, "chat.lobby"));
    fixture.awaitFlush();

    assertThat(reader.sent()).isEmpty();
    assertThat(reader.tooSlowCalls()).isOne();
    assertThat(fixture.callOnLoop(() -> fixture.hub.caughtUpCursor(reader.outbox()) == null))
        .isTrue();
  }

  @Test
  void countsOnlyPendingUpdatesAsBacklog() {
    fixture.subscribe(reader, "chat.>");
    int halfBacklog = HubFixture.BACKLOG_BYTES / 2 / bytes("chat.lobby");
    for (int round = 0; round < 10; round++) {
      fixture.runOnLoop(() -> reader.stall(0));
      publish(times(halfBacklog, "chat.lobby"));
      fixture.runOnLoop(reader::resume);
      fixture.awaitFlush();
    }

    assertThat(reader.offsets()).isEqualTo(upTo(1 + halfBacklog * 10));
    assertThat(reader.tooSlowCalls()).isZero();
  }

  @Test
  void doesNotCountAReplayAsBacklog() {
    publish(times(100, "chat.lobby"));
    fixture.runOnLoop(() -> reader.stall(0));
    Cursor start = Cursor.of("chat", new Position(fixture.feeds.endPosition("chat").epoch(), 0));
    fixture.subscribe(reader, start, SubscribeOptions.ALL, "chat.>");
    fixture.awaitFlush();
    fixture.runOnLoop(reader::resume);
    fixture.awaitFlush();

    assertThat(reader.offsets()).isEqualTo(upTo(100));
  }

  @Test
  void countsCorrectlyIfAReaderRequestsPendingUpdatesAgain() {
    fixture.subscribe(reader, "chat.>");
    Cursor start = Cursor.of("chat", new Position(fixture.feeds.endPosition("chat").epoch(), 0));
    int halfBacklog = HubFixture.BACKLOG_BYTES / 2 / bytes("chat.lobby");
    for (int round = 0; round < 5; round++) {
      fixture.runOnLoop(() -> reader.stall(0));
      publish(times(halfBacklog, "chat.lobby"));
      fixture.subscribe(reader, start, SubscribeOptions.ALL, "chat.>");
      fixture.awaitFlush();
      fixture.runOnLoop(reader::resume);
      fixture.awaitFlush();
    }

    assertThat(reader.tooSlowCalls()).isZero();
    assertThat(fixture.metrics.conflated("reader")).isZero();
  }

  @Test
  void mergesARepeatedReplayByOffset() {
    publish("chat.lobby", "chat.lobby", "chat.lobby");
    Cursor start = Cursor.of("chat", new Position(fixture.feeds.endPosition("chat").epoch(), 0));
    List<TopicPattern> lobby = HubFixture.patterns("chat.lobby");
    fixture.runOnLoop(
        () -> {
          reader.stall(0);
          fixture.hub.subscribe(reader.outbox(), lobby, null, true, SubscribeOptions.ALL);
          fixture.hub.unsubscribe(reader.outbox(), lobby);
          fixture.hub.subscribe(reader.outbox(), lobby, start, false, SubscribeOptions.ALL);
        });
    fixture.runOnLoop(reader::resume);
    fixture.awaitFlush();

    assertThat(reader.offsets()).containsExactly(1L, 2L, 3L);
  }

  @Test
  void doesNotConflateAnEveryFeedBesideALatestFeed() {
    fixture.subscribe(reader, "chat.>", "prices.>");
    fixture.runOnLoop(() -> reader.stall(0));
    publish("chat.a", "prices.a", "chat.a", "prices.a", "chat.a");
    fixture.runOnLoop(reader::resume);
    fixture.awaitFlush();

    assertThat(reader.sent())
        .extracting(update -> update.topic().feed() + update.offset())
        .containsExactly("chat1", "chat2", "prices2", "chat3");
  }

  @Test
  void conflatesAReplayIfTheReaderAsksForIt() {
    publish(times(7, "prices.a"));
    Cursor start =
        Cursor.of("prices", new Position(fixture.feeds.endPosition("prices").epoch(), 2));
    fixture.subscribe(reader, start, SubscribeOptions.ofPoll(true), "prices.a");
    fixture.awaitFlush();

    assertThat(reader.offsets()).containsExactly(7L);
  }

  @Test
  void writesNothingAfterTheConnectionIsClosed() {
    fixture.subscribe(reader, "prices.>");
    fixture.runOnLoop(() -> reader.stall(0));
    publish("prices.a");
    fixture.runOnLoop(reader::close);
    fixture.runOnLoop(reader::resume);
    publish("prices.a");
    fixture.awaitFlush();

    assertThat(reader.sent()).isEmpty();
  }

  @Test
  void deliversToOtherReadersIfOneFails() {
    ScriptedReader other = fixture.reader("other");
    FailingReader failing = new FailingReader();
    fixture.runOnLoop(
        () -> {
          Outbox outbox = fixture.hub.newOutbox(failing);
          fixture.hub.subscribe(
              outbox, HubFixture.patterns("prices.>"), null, true, SubscribeOptions.ALL);
        });
    fixture.subscribe(other, "prices.>");
    publish("prices.a", "prices.b");
    fixture.awaitFlush();
    publish("prices.a");
    fixture.awaitFlush();

    assertThat(other.offsets()).containsExactly(1L, 2L, 3L);
    assertThat(failing.ends).as("closed once, so that the client resumes").hasValue(1);
  }

  private static final class FailingReader implements Subscriber {
    private final AtomicInteger ends = new AtomicInteger();

    @Override
    public boolean writable() {
      return true;
    }

    @Override
    public void write(Update update) {
      throw new IllegalStateException("the connection broke");
    }

    @Override
    public void flush() {}

    @Override
    public void tooSlow() {
      ends.incrementAndGet();
    }

    @Override
    public String transport() {
      return "failing";
    }
  }

  private Cursor start(String feed) {
    return Cursor.of(feed, new Position(fixture.feeds.endPosition(feed).epoch(), 0));
  }

  private int bytes(String topic) {
    fixture.publish(topic, "1");
    return fixture.feeds.snapshots(null).get(0).json().length() + 2;
  }

  private void publish(String... topics) {
    for (String topic : topics) {
      fixture.publish(topic, "1");
    }
  }

  private static String[] times(int times, String topic) {
    return IntStream.range(0, times).mapToObj(i -> topic).toArray(String[]::new);
  }

  private static List<Long> upTo(int offset) {
    return LongStream.rangeClosed(1, offset).boxed().toList();
  }
}
