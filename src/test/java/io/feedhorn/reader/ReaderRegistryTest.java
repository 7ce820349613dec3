package io.feedhorn.reader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.feedhorn.log.FeedOptions;
import io.feedhorn.log.FeedRegistry;
import io.feedhorn.log.FeedsOptions;
import io.feedhorn.metrics.ReaderMetrics;
import io.feedhorn.model.Cursor;
import io.feedhorn.model.DeliveryMode;
import io.feedhorn.model.ErrorCode;
import io.feedhorn.model.FakeClock;
import io.feedhorn.model.FeedException;
import io.feedhorn.model.Position;
import io.feedhorn.model.ReaderName;
import io.feedhorn.model.Topic;
import io.feedhorn.model.TopicPattern;
import io.feedhorn.store.StoreChange;
import io.feedhorn.store.StoreException;
import io.feedhorn.store.StoreWriter;
import io.feedhorn.store.StoredReader;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The limits of readers, their age, and the order of changes and writes. */
class ReaderRegistryTest {
  private static final int MAX_READERS = 3;
  private static final int MAX_PATTERNS = 3;
  private static final Duration AGE = Duration.ofDays(10);
  private static final ReaderName ALICE = ReaderName.parse("alice");

  private final FakeClock clock = new FakeClock();
  private final FeedRegistry feeds =
      new FeedRegistry(
          new FeedsOptions(
              new FeedOptions(DeliveryMode.EVERY, 100, Duration.ofDays(1), "no-cache"), Map.of()),
          clock,
          new Random(1));
  private final PausedStore store = new PausedStore();
  private final List<String> moves = new ArrayList<>();
  private int counted;
  private int expired;
  private final ReaderRegistry readers = registry(store);

  /** A store whose writes end when the test says so. */
  private static final class PausedStore implements StoreWriter {
    private final List<List<StoreChange>> writes = new ArrayList<>();
    private final List<Promise<Void>> results = new ArrayList<>();
    private boolean paused;

    @Override
    public Future<Void> write(List<StoreChange> changes) {
      writes.add(changes);
      if (!paused) {
        return Future.succeededFuture();
      }
      Promise<Void> result = Promise.promise();
      results.add(result);
      return result.future();
    }

    StoredReader lastReader() {
      return (StoredReader) writes.get(writes.size() - 1).get(0);
    }
  }

  private ReaderRegistry registry(StoreWriter writer) {
    return new ReaderRegistry(
        feeds,
        new ReaderOptions(MAX_READERS, AGE),
        MAX_PATTERNS,
        writer,
        new ReaderMetrics() {
          @Override
          public void readers(int number) {
            counted = number;
          }

          @Override
          public void expired() {
            expired++;
          }
        },
        (before, after) -> moves.add(after == null ? "removed" : after.cursor().toString()));
  }

  private Cursor publish(String topic) {
    Topic parsed = Topic.parse(topic);
    return feeds
        .getOrCreate(parsed.feed())
        .append(parsed, Buffer.buffer("1"), clock.micros())
        .cursor();
  }

  private static List<TopicPattern> patterns(String... texts) {
    return List.of(texts).stream().map(TopicPattern::parse).toList();
  }

  private static ErrorCode refusal(Runnable action) {
    try {
      action.run();
      throw new AssertionError("not refused");
    } catch (FeedException refused) {
      return refused.code();
    }
  }

  @Test
  void theNumberOfReadersIsLimited() {
    for (int i = 0; i < MAX_READERS; i++) {
      assertThat(readers.open(ReaderName.parse("r" + i), patterns("a.b")).succeeded()).isTrue();
    }
    ReaderName more = ReaderName.parse("more");

    assertThat(refusal(() -> readers.open(more, patterns("a.b")))).isEqualTo(ErrorCode.TOO_MANY);
    assertThat(refusal(() -> readers.acknowledge(more, publish("a.b"))))
        .isEqualTo(ErrorCode.TOO_MANY);
    assertThat(readers.open(ReaderName.parse("r0"), patterns("a.c")).succeeded()).isTrue();
    assertThat(readers.remove(ReaderName.parse("r0")).succeeded()).isTrue();
    assertThat(readers.open(more, patterns("a.b")).succeeded()).isTrue();
  }

  @Test
  void aRefusedCommandCreatesNoReader() {
    Cursor invented = Cursor.of("a", new Position(feeds.initialEpoch(), 7));
    for (int i = 0; i < 2 * MAX_READERS; i++) {
      ReaderName name = ReaderName.parse("r" + i);
      assertThat(refusal(() -> readers.acknowledge(name, invented)))
          .isEqualTo(ErrorCode.BAD_CURSOR);
    }
    assertThat(readers.open(ALICE, patterns("a.b")).succeeded()).isTrue();
  }

  @Test
  void aReaderThatIsNotUsedIsRemoved() {
    readers.open(ALICE, patterns("a.b"));
    ReaderName bob = ReaderName.parse("bob");
    readers.open(bob, patterns("a.b"));
    clock.pass(AGE.dividedBy(2));
    readers.open(bob, patterns("a.b"));
    clock.pass(AGE.dividedBy(2).plusSeconds(1));

    readers.removeUnused();

    assertThat(refusal(() -> readers.require(ALICE))).isEqualTo(ErrorCode.NOT_FOUND);
    assertThat(readers.require(bob).patterns()).hasSize(1);
    assertThat(counted).isOne();
    assertThat(expired).isOne();
    assertThat(moves).contains("removed");
  }

  @Test
  void anUnusedReaderMakesRoomForAnotherOne() {
    for (int i = 0; i < MAX_READERS; i++) {
      readers.open(ReaderName.parse("r" + i), patterns("a.b"));
    }
    clock.pass(AGE.plusSeconds(1));

    assertThat(readers.open(ALICE, patterns("a.b")).succeeded()).isTrue();
  }

  @Test
  void theOldestPatternsAreForgottenAndTheirCursorIsNot() {
    Cursor first = publish("a.a");
    publish("a.a");
    readers.open(ALICE, patterns("a.a"));
    readers.acknowledge(ALICE, first);
    readers.open(ALICE, patterns("a.b", "a.c", "a.d"));

    ReaderState state = readers.require(ALICE);
    assertThat(state.patterns()).isEqualTo(patterns("a.b", "a.c", "a.d"));
    assertThat(readers.start(state, patterns("a.a"))).isEqualTo(first);
  }

  @Test
  void theNumberOfFeedsIsLimited() {
    for (int i = 0; i < 3 * MAX_PATTERNS; i++) {
      readers.open(ALICE, patterns("feed" + i + ".a"));
    }
    assertThat(readers.require(ALICE).feeds()).hasSizeLessThanOrEqualTo(MAX_PATTERNS);

    ReaderName bob = ReaderName.parse("bob");
    for (int i = 0; i < MAX_PATTERNS; i++) {
      readers.acknowledge(bob, publish("feed" + i + ".a"));
    }
    Cursor next = publish("next.a");
    assertThat(refusal(() -> readers.acknowledge(bob, next))).isEqualTo(ErrorCode.TOO_MANY);
  }

  @Test
  void aChangeCountsWhenItIsStored() {
    readers.open(ALICE, patterns("a.b"));
    Cursor cursor = publish("a.b");
    store.paused = true;
    moves.clear();

    Future<ReaderState> moved = readers.acknowledge(ALICE, cursor);

    assertThat(moved.isComplete()).isFalse();
    assertThat(readers.require(ALICE).cursor().isEarliest()).isTrue();
    assertThat(moves).isEmpty();
    store.results.get(0).complete();
    assertThat(moved.result().cursor()).isEqualTo(cursor);
    assertThat(moves).containsExactly(cursor.toString());
  }

  @Test
  void changesDuringAWriteShareTheNextOne() {
    readers.open(ALICE, patterns("a.b"));
    store.paused = true;
    store.writes.clear();
    moves.clear();
    List<Future<ReaderState>> moved = new ArrayList<>();
    Cursor last = Cursor.empty();
    for (int i = 0; i < 10; i++) {
      last = publish("a.b");
      moved.add(readers.acknowledge(ALICE, last));
    }

    assertThat(store.writes).hasSize(1);
    store.results.get(0).complete();
    assertThat(store.writes).hasSize(2);
    assertThat(moved.get(0).isComplete()).isTrue();
    assertThat(moved.get(1).isComplete()).isFalse();
    // An acknowledgement of less has nothing to write, and is answered when the rest is stored.
    Future<ReaderState> older = readers.acknowledge(ALICE, moved.get(0).result().cursor());
    assertThat(older.isComplete()).isFalse();
    store.results.get(1).complete();
    assertThat(store.writes).hasSize(2);
    assertThat(moved).allMatch(Future::succeeded);
    assertThat(older.result().cursor()).isEqualTo(last);
    assertThat(moves).hasSize(2).last().isEqualTo(last.toString());
  }

  @Test
  void aFailedWriteRefusesWhatIsBasedOnItAndTheNextChangeIsTriedAgain() {
    readers.open(ALICE, patterns("a.b"));
    store.paused = true;
    Cursor first = publish("a.b");
    Future<ReaderState> failing = readers.acknowledge(ALICE, first);
    Future<ReaderState> following = readers.acknowledge(ALICE, publish("a.b"));

    store.results.get(0).fail(new StoreException("the disk is full"));

    assertThat(failing.cause()).isInstanceOf(StoreException.class);
    assertThat(following.cause()).isInstanceOf(StoreException.class);
    assertThat(readers.require(ALICE).cursor().isEarliest()).isTrue();
    store.paused = false;
    assertThat(readers.acknowledge(ALICE, first).result().cursor()).isEqualTo(first);
  }

  @Test
  void aReaderThatCouldNotBeCreatedDoesNotExist() {
    store.paused = true;
    Future<ReaderState> opened = readers.open(ALICE, patterns("a.b"));
    store.results.get(0).fail(new StoreException("the disk is full"));

    assertThat(opened.failed()).isTrue();
    assertThat(refusal(() -> readers.require(ALICE))).isEqualTo(ErrorCode.NOT_FOUND);
    store.paused = false;
    for (int i = 0; i < MAX_READERS; i++) {
      assertThat(readers.open(ReaderName.parse("r" + i), patterns("a.b")).succeeded()).isTrue();
    }
  }

  @Test
  void aReaderOfTheStoreGoesOn() {
    readers.open(ALICE, patterns("a.*"));
    publish("a.b");
    Cursor cursor = publish("a.c");
    publish("a.c");
    readers.acknowledge(ALICE, cursor);
    ReaderRegistry restarted = registry(StoreWriter.NONE);

    restarted.load(store.lastReader());

    ReaderState state = restarted.require(ALICE);
    assertThat(state).isEqualTo(readers.require(ALICE));
    assertThat(restarted.start(state, patterns("a.*"))).isEqualTo(cursor);
    assertThat(restarted.status(state).unread().counts()).isEqualTo(Map.of("a.b", 0L, "a.c", 1L));
  }

  @Test
  void aDamagedRecordIsLeftOut() {
    readers.load(new StoredReader("alice", Buffer.buffer("{\"feeds\":7}")));
    readers.load(new StoredReader("bob", Buffer.buffer("nonsense")));

    assertThatThrownBy(() -> readers.require(ALICE)).isInstanceOf(FeedException.class);
    assertThat(readers.open(ALICE, patterns("a.b")).succeeded()).isTrue();
  }

  @Test
  void aLogThatIsOverStartsAgainWithAllThatTheNewOneHolds() {
    readers.load(
        new StoredReader(
            "alice",
            Buffer.buffer(
                "{\"feeds\":{\"a\":{\"epoch\":\"0lder\",\"offset\":5,\"seqs\":{\"a.b\":5}}},"
                    + "\"patterns\":[\"a.b\"],\"used\":0}")));
    publish("a.b");
    Cursor second = publish("a.b");
    ReaderState state = readers.require(ALICE);

    assertThat(readers.start(state, patterns("a.b")).position("a")).isEqualTo(Position.RESTARTED);
    assertThat(readers.status(state).unread().counts()).isEqualTo(Map.of("a.b", 2L));
    assertThat(readers.acknowledge(ALICE, second).result().cursor()).isEqualTo(second);
  }

  @Test
  void moreTopicsThanTheMaximumAreNotCounted() {
    for (int i = 0; i < UnreadCounter.MAX_TOPICS + 5; i++) {
      publish("a.t" + i);
    }
    readers.open(ALICE, patterns("a.*"));

    ReaderStatus status = readers.status(readers.require(ALICE));

    assertThat(status.unread().counts()).hasSize(UnreadCounter.MAX_TOPICS);
    assertThat(status.unread().more()).isTrue();
    assertThat(status.json()).contains(",\"more\":true");
  }

  @Test
  void aListHasThePagesOfTheReadersWithAPrefix() {
    for (String name : List.of("u2", "u1.phone", "v1")) {
      readers.open(ReaderName.parse(name), List.of(TopicPattern.parse("f.*")));
    }

    ReaderPage first = readers.list(new ReaderQuery("u", "", 1));
    ReaderPage second = readers.list(new ReaderQuery("u", "u1.phone", 1));

    assertThat(first.total()).isEqualTo(2);
    assertThat(first.more()).isTrue();
    assertThat(first.readers())
        .extracting(each -> each.status().name().text(), ListedReader::usedMicros)
        .containsExactly(tuple("u1.phone", clock.micros()));
    assertThat(second.more()).isFalse();
    assertThat(second.readers())
        .extracting(each -> each.status().name().text())
        .containsExactly("u2");
  }
}
