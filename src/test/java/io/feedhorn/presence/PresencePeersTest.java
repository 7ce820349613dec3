package io.feedhorn.presence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.feedhorn.LoopCalls;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One node, with another one whose messages the test sends. */
class PresencePeersTest {
  private static final String SELF = "self";
  private static final String OTHER = "other";
  private static final PresenceKey ADA = new PresenceKey("chat.lobby", "ada");
  private static final PresenceKey BOB = new PresenceKey("chat.lobby", "bob");

  private final Vertx vertx = Vertx.vertx();
  private final Context loop = vertx.getOrCreateContext();
  private final AtomicLong micros = new AtomicLong(1);
  private final MemberTable own = new MemberTable();
  private final Map<String, MemberTable> tables = new HashMap<>();
  private final BlockingQueue<PresenceKey> changed = new LinkedBlockingQueue<>();
  private final BlockingQueue<TableMessage> received = new LinkedBlockingQueue<>();
  private final AtomicInteger questions = new AtomicInteger();
  private volatile List<String> others = List.of(OTHER);
  private volatile TableMessage answer = message("run1", 0);
  private final PresencePeers peers =
      new PresencePeers(
          vertx,
          new PresenceNodes(SELF, () -> others, () -> false),
          own,
          tables,
          changed::add,
          micros::get);

  private static TableMessage message(String start, long version, TableMessage.Entry... entries) {
    return new TableMessage(OTHER, start, version, List.of(entries));
  }

  private static TableMessage.Entry entry(PresenceKey key, int connections) {
    return new TableMessage.Entry(key, new Connections(connections, null, 0));
  }

  @BeforeEach
  void start() {
    LoopCalls.await(LoopCalls.call(loop, peers::start));
    LoopCalls.await(
        vertx
            .eventBus()
            .consumer("feedhorn.presence.table@" + OTHER, this::answerWithTable)
            .completion());
    LoopCalls.await(
        vertx
            .eventBus()
            .consumer(
                "feedhorn.presence@" + OTHER,
                (Message<JsonObject> message) -> received.add(TableMessage.of(message.body())))
            .completion());
  }

  @AfterEach
  void close() {
    LoopCalls.await(vertx.close());
  }

  private void answerWithTable(Message<JsonObject> question) {
    questions.incrementAndGet();
    question.reply(answer.json());
  }

  private void send(TableMessage message) {
    vertx.eventBus().send("feedhorn.presence@" + SELF, message.json());
  }

  private void tick() {
    LoopCalls.call(
        loop,
        () -> {
          peers.tick();
          return true;
        });
  }

  private int connections(PresenceKey key) {
    return LoopCalls.call(
        loop,
        () -> {
          MemberTable table = tables.get(OTHER);
          return table == null ? -1 : table.get(key).count();
        });
  }

  private boolean allKnown() {
    return LoopCalls.call(loop, peers::allKnown);
  }

  private static PresenceKey next(BlockingQueue<PresenceKey> queue) throws InterruptedException {
    return queue.poll(50, TimeUnit.SECONDS);
  }

  @Test
  void theTableOfAnUnknownNodeIsAskedForAndItsChangesAreApplied() throws Exception {
    answer = message("run1", 7, entry(ADA, 2));
    assertThat(allKnown()).isFalse();
    tick();
    assertThat(next(changed)).isEqualTo(ADA);
    assertThat(connections(ADA)).isEqualTo(2);
    assertThat(allKnown()).isTrue();

    send(message("run1", 8, entry(BOB, 1)));
    assertThat(next(changed)).isEqualTo(BOB);
    send(message("run1", 9, entry(ADA, 0)));
    assertThat(next(changed)).isEqualTo(ADA);
    assertThat(connections(ADA)).isZero();
    assertThat(questions).hasValue(1);
  }

  @Test
  void aLostChangeIsNoticedByTheNextOneAndByTheHeartbeat() throws Exception {
    tick();
    await().until(this::allKnown);

    answer = message("run1", 2, entry(ADA, 1));
    send(message("run1", 2, entry(BOB, 1)));
    assertThat(next(changed)).isEqualTo(ADA);
    assertThat(connections(BOB)).isZero();

    answer = message("run1", 3, entry(BOB, 1));
    send(message("run1", 3));
    await().until(() -> connections(BOB) == 1);
    assertThat(connections(ADA)).isZero();
    assertThat(questions).hasValueGreaterThanOrEqualTo(2);
  }

  @Test
  void aNodeThatStartsAgainHasANewTable() throws Exception {
    answer = message("run1", 5, entry(ADA, 1));
    tick();
    assertThat(next(changed)).isEqualTo(ADA);

    answer = message("run2", 1, entry(BOB, 1));
    send(message("run2", 1, entry(BOB, 1)));
    await().until(() -> connections(BOB) == 1);
    assertThat(connections(ADA)).isZero();
    assertThat(List.of(next(changed), next(changed))).containsExactlyInAnyOrder(ADA, BOB);
  }

  @Test
  void theTableOfANodeThatLeftIsDroppedAndItsLateMessagesAreIgnored() throws Exception {
    answer = message("run1", 5, entry(ADA, 1));
    tick();
    assertThat(next(changed)).isEqualTo(ADA);

    others = List.of();
    tick();
    assertThat(next(changed)).isEqualTo(ADA);
    assertThat(connections(ADA)).isEqualTo(-1);
    assertThat(allKnown()).isTrue();
    send(message("run1", 6, entry(BOB, 1)));
    assertThat(connections(BOB)).isEqualTo(-1);
    others = List.of(OTHER);
    tick();
    await().until(() -> connections(ADA) == 1);
    assertThat(connections(BOB)).isZero();
  }

  @Test
  void aNodeThatNeverAnswersIsWaitedForHalfAMinute() {
    others = List.of("silent");
    tick();
    assertThat(allKnown()).isFalse();
    micros.addAndGet(TimeUnit.SECONDS.toMicros(29));
    assertThat(allKnown()).isFalse();
    micros.addAndGet(TimeUnit.SECONDS.toMicros(1));
    assertThat(allKnown()).isTrue();
  }

  @Test
  void ownChangesAreSentTogetherWithConsecutiveVersionsAndAHeartbeat() throws Exception {
    change(ADA, 1);
    change(BOB, 2);
    TableMessage first = nextMessage();
    assertThat(first.version()).isEqualTo(1);
    assertThat(first.entries()).containsExactly(entry(ADA, 1), entry(BOB, 2));

    change(ADA, 0);
    TableMessage second = nextMessage();
    assertThat(second.version()).isEqualTo(2);
    assertThat(second.entries()).containsExactly(entry(ADA, 0));

    micros.addAndGet(TimeUnit.SECONDS.toMicros(1));
    tick();
    TableMessage heartbeat = nextMessage();
    assertThat(heartbeat.version()).isEqualTo(2);
    assertThat(heartbeat.entries()).isEmpty();
    Message<JsonObject> table =
        LoopCalls.await(
            vertx.eventBus().request("feedhorn.presence.table@" + SELF, new JsonObject()));
    assertThat(TableMessage.of(table.body()))
        .isEqualTo(new TableMessage(SELF, first.start(), 2, List.of(entry(BOB, 2))));
  }

  private void change(PresenceKey key, int connections) {
    loop.runOnContext(
        changing -> {
          own.put(key, new Connections(connections, null, 0));
          peers.changed(key);
        });
  }

  private TableMessage nextMessage() throws InterruptedException {
    return received.poll(50, TimeUnit.SECONDS);
  }
}
