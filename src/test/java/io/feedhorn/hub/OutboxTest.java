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
  private final HubFixture stage = HubFixture.set();
  private final ScriptedReader reader = stage.reader("reader");

  @AfterEach
  void keepsTheContractOfASubscriber() {
    stage.close();
    assertThat(reader.breaches()).isEmpty();
  }

  @Test
  void sendsWhatOneTurnHasInOneFlush() {
    publish("prices.a", "prices.b", "prices.c");
    stage.subscribe(reader, "prices.>");
    stage.settle();

    assertThat(reader.offsets()).containsExactly(1L, 2L, 3L);
    assertThat(reader.flushes()).isOne();
    assertThat(stage.meters.delivered("reader")).isEqualTo(3);
  }

  @Test
  void keepsAllAfterAllWhileTheReaderTakesIt() {
    stage.subscribe(reader, "prices.>");
    publish(times(50, "prices.a"));
    stage.settle();

    assertThat(reader.offsets()).isEqualTo(upTo(50));
    assertThat(stage.meters.conflated("reader")).isZero();
  }

  @Test
  void conflatesToTheNewestWhileTheReaderLagsAndKeepsTheOrder() {
    stage.subscribe(reader, "prices.>");
    stage.run(() -> reader.stall(1));
    publish("prices.a", "prices.a", "prices.b", "prices.c", "prices.a", "prices.b");
    stage.settle();
    assertThat(reader.offsets()).containsExactly(1L);
    stage.run(reader::drain);
    stage.settle();

    assertThat(reader.offsets()).containsExactly(1L, 4L, 5L, 6L);
    assertThat(stage.meters.conflated("reader")).isEqualTo(2);
  }

  @Test
  void keepsWhatHistoryOwesWholeAndConflatesWhatHappensMeanwhile() {
    publish(times(20, "prices.a"));
    stage.run(() -> reader.stall(5));
    stage.subscribe(reader, start("prices"), SubscribeOptions.ALL, "prices.>");
    stage.settle();
    publish("prices.a", "prices.b", "prices.a", "prices.b", "prices.a");
    stage.run(() -> reader.stall(3));
    stage.run(() -> reader.outbox().drained());
    stage.settle();
    assertThat(reader.offsets()).isEqualTo(upTo(8));
    stage.run(reader::drain);
    stage.settle();

    assertThat(reader.offsets().subList(0, 20)).isEqualTo(upTo(20));
    assertThat(reader.offsets().subList(20, reader.offsets().size())).containsExactly(24L, 25L);
  }

  @Test
  void conflatesWhatIsLiveAgainOnceHistoryIsPaid() {
    publish(times(20, "prices.a"));
    stage.run(() -> reader.stall(5));
    stage.subscribe(reader, start("prices"), SubscribeOptions.ALL, "prices.>");
    stage.settle();
    stage.run(reader::drain);
    stage.settle();
    stage.run(() -> reader.stall(0));
    publish("prices.a", "prices.a", "prices.a");
    stage.run(reader::drain);
    stage.settle();

    assertThat(reader.offsets().subList(0, 20)).isEqualTo(upTo(20));
    assertThat(reader.offsets().subList(20, reader.offsets().size())).containsExactly(23L);
  }

  @Test
  void conflatesHistoryThatIsMoreThanTheBacklog() {
    publish(times(100, "prices.a"));
    int fits = HubFixture.BACKLOG_BYTES / stage.feeds.snapshots(null).get(0).json().length();
    stage.run(() -> reader.stall(5));
    stage.subscribe(reader, start("prices"), SubscribeOptions.ALL, "prices.>");
    stage.settle();
    stage.run(reader::drain);
    stage.settle();

    int whole = reader.offsets().size() - 1;
    assertThat(whole).isBetween(5 + fits, 5 + fits + 3);
    assertThat(reader.offsets().subList(0, whole)).isEqualTo(upTo(whole));
    assertThat(reader.offsets()).endsWith(100L);
  }

  @Test
  void keepsNoMoreThanTheTopicsForAReaderThatNeverComesBack() {
    stage.subscribe(reader, "prices.>");
    stage.run(() -> reader.stall(0));
    for (int round = 0; round < 40; round++) {
      publish("prices.a", "prices.b", "prices.c");
    }
    stage.settle();
    stage.run(reader::drain);
    stage.settle();

    assertThat(reader.offsets()).containsExactly(118L, 119L, 120L);
    assertThat(reader.flushes()).isOne();
  }

  @Test
  void takesUpWhereItStoppedAgainAndAgain() {
    stage.subscribe(reader, "prices.>");
    stage.run(() -> reader.stall(0));
    publish("prices.a", "prices.b", "prices.c", "prices.d");
    stage.run(() -> reader.stall(2));
    stage.run(() -> reader.outbox().drained());
    publish("prices.a");
    stage.settle();
    assertThat(reader.offsets()).containsExactly(1L, 2L);
    stage.run(reader::drain);
    publish("prices.b", "prices.b");
    stage.settle();

    assertThat(reader.offsets()).containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L);
  }

  @Test
  void neverConflatesAFeedThatPromisesEveryUpdate() {
    stage.subscribe(reader, "chat.>");
    stage.run(() -> reader.stall(0));
    publish(times(10, "chat.lobby"));
    stage.run(reader::drain);
    publish(times(10, "chat.lobby"));
    stage.settle();

    assertThat(reader.offsets()).isEqualTo(upTo(20));
    assertThat(stage.meters.conflated("reader")).isZero();
    assertThat(reader.tooSlowCalls()).isZero();
  }

  @Test
  void closesAReaderThatIsPastTheBacklogOnce() {
    stage.subscribe(reader, "chat.>");
    stage.run(() -> reader.stall(0));
    publish(times(100, "chat.lobby"));
    stage.settle();
    assertThat(reader.tooSlowCalls()).isOne();
    stage.run(reader::drain);
    publish(times(5, "chat.lobby"));
    stage.settle();

    assertThat(reader.sent()).isEmpty();
    assertThat(reader.tooSlowCalls()).isOne();
    assertThat(stage.onLoop(() -> stage.hub.caughtUpCursor(reader.outbox()) == null)).isTrue();
  }

  @Test
  void countsAsBacklogOnlyWhatStillWaits() {
    stage.subscribe(reader, "chat.>");
    int several = HubFixture.BACKLOG_BYTES / 2 / bytes("chat.lobby");
    for (int round = 0; round < 10; round++) {
      stage.run(() -> reader.stall(0));
      publish(times(several, "chat.lobby"));
      stage.run(reader::drain);
      stage.settle();
    }

    assertThat(reader.offsets()).isEqualTo(upTo(1 + several * 10));
    assertThat(reader.tooSlowCalls()).isZero();
  }

  @Test
  void doesNotCountHistoryAsBacklog() {
    publish(times(100, "chat.lobby"));
    stage.run(() -> reader.stall(0));
    Cursor start = Cursor.of("chat", new Position(stage.feeds.tail("chat").epoch(), 0));
    stage.subscribe(reader, start, SubscribeOptions.ALL, "chat.>");
    stage.settle();
    stage.run(reader::drain);
    stage.settle();

    assertThat(reader.offsets()).isEqualTo(upTo(100));
  }

  @Test
  void doesNotLoseCountWhereAReaderAsksAgainForWhatWaits() {
    stage.subscribe(reader, "chat.>");
    Cursor start = Cursor.of("chat", new Position(stage.feeds.tail("chat").epoch(), 0));
    int several = HubFixture.BACKLOG_BYTES / 2 / bytes("chat.lobby");
    for (int round = 0; round < 5; round++) {
      stage.run(() -> reader.stall(0));
      publish(times(several, "chat.lobby"));
      stage.subscribe(reader, start, SubscribeOptions.ALL, "chat.>");
      stage.settle();
      stage.run(reader::drain);
      stage.settle();
    }

    assertThat(reader.tooSlowCalls()).isZero();
    assertThat(stage.meters.conflated("reader")).isZero();
  }

  @Test
  void putsWhatIsAskedForAgainWhereHistoryHasIt() {
    publish("chat.lobby", "chat.lobby", "chat.lobby");
    Cursor start = Cursor.of("chat", new Position(stage.feeds.tail("chat").epoch(), 0));
    List<TopicPattern> lobby = HubFixture.patterns("chat.lobby");
    stage.run(
        () -> {
          reader.stall(0);
          stage.hub.subscribe(reader.outbox(), lobby, null, true, SubscribeOptions.ALL);
          stage.hub.unsubscribe(reader.outbox(), lobby);
          stage.hub.subscribe(reader.outbox(), lobby, start, false, SubscribeOptions.ALL);
        });
    stage.run(reader::drain);
    stage.settle();

    assertThat(reader.offsets()).containsExactly(1L, 2L, 3L);
  }

  @Test
  void doesNotConflateChatBecausePricesLag() {
    stage.subscribe(reader, "chat.>", "prices.>");
    stage.run(() -> reader.stall(0));
    publish("chat.a", "prices.a", "chat.a", "prices.a", "chat.a");
    stage.run(reader::drain);
    stage.settle();

    assertThat(reader.sent())
        .extracting(update -> update.topic().feed() + update.offset())
        .containsExactly("chat1", "chat2", "prices2", "chat3");
  }

  @Test
  void leavesOutWhatAReaderDidNotAskForInOneTurn() {
    publish(times(7, "prices.a"));
    Cursor start = Cursor.of("prices", new Position(stage.feeds.tail("prices").epoch(), 2));
    stage.subscribe(reader, start, new SubscribeOptions(0, true), "prices.a");
    stage.settle();

    assertThat(reader.offsets()).containsExactly(7L);
  }

  @Test
  void writesNothingAfterTheConnectionIsClosed() {
    stage.subscribe(reader, "prices.>");
    stage.run(() -> reader.stall(0));
    publish("prices.a");
    stage.run(reader::close);
    stage.run(reader::drain);
    publish("prices.a");
    stage.settle();

    assertThat(reader.sent()).isEmpty();
  }

  @Test
  void harmsNoOtherReaderWhereOneFails() {
    ScriptedReader other = stage.reader("other");
    FailingReader failing = new FailingReader();
    stage.run(
        () -> {
          Outbox outbox = stage.hub.newOutbox(failing);
          stage.hub.subscribe(
              outbox, HubFixture.patterns("prices.>"), null, true, SubscribeOptions.ALL);
        });
    stage.subscribe(other, "prices.>");
    publish("prices.a", "prices.b");
    stage.settle();
    publish("prices.a");
    stage.settle();

    assertThat(other.offsets()).containsExactly(1L, 2L, 3L);
    assertThat(failing.ends).as("told to go and resume").hasValue(1);
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
    return Cursor.of(feed, new Position(stage.feeds.tail(feed).epoch(), 0));
  }

  private int bytes(String topic) {
    stage.publish(topic, "1");
    return stage.feeds.snapshots(null).get(0).json().length() + 2;
  }

  private void publish(String... topics) {
    for (String topic : topics) {
      stage.publish(topic, "1");
    }
  }

  private static String[] times(int times, String topic) {
    return IntStream.range(0, times).mapToObj(i -> topic).toArray(String[]::new);
  }

  private static List<Long> upTo(int offset) {
    return LongStream.rangeClosed(1, offset).boxed().toList();
  }
}
