package io.feedhorn.publish;

import static io.feedhorn.publish.DurableFixture.await;
import static io.feedhorn.publish.DurableFixture.code;
import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.log.FeedLog;
import io.feedhorn.log.Replay;
import io.feedhorn.log.ReplayRequest;
import io.feedhorn.model.ErrorCode;
import io.feedhorn.model.FakeClock;
import io.feedhorn.model.TopicPattern;
import io.feedhorn.model.Update;
import io.feedhorn.store.InMemoryDurableStore;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Deleted topics of durable feeds, also after a kill. */
class DurableDeletionTest {
  private final FakeClock clock = new FakeClock();
  private final InMemoryDurableStore store = new InMemoryDurableStore();
  private DurableFixture node = DurableFixture.start(store, clock);

  @AfterEach
  void close() {
    node.close();
  }

  private void restart() {
    InMemoryDurableStore stored = node.store.afterKill();
    node.close();
    node = DurableFixture.start(stored, clock);
  }

  private FeedLog log() {
    return Objects.requireNonNull(node.feeds.log("orders"));
  }

  @Test
  void aDeletionSurvivesAKill() {
    node.published("orders.a", "1");
    Receipt deletion = node.deleted("orders.a");
    restart();

    assertThat(log().topics().contains("orders.a")).isFalse();
    Replay replay =
        log()
            .read(
                List.of(TopicPattern.parse("orders.>")),
                topic -> new ReplayRequest(1, false),
                clock.micros());
    assertThat(replay.recovered()).isTrue();
    assertThat(replay.updates()).extracting(Update::offset).containsExactly(deletion.offset());
    assertThat(replay.updates().get(0).isDeletion()).isTrue();
    assertThat(node.published("orders.a", "2").seq()).isEqualTo(3);
  }

  @Test
  void anUnknownTopicCreatesNothing() {
    assertThat(code(node.publishService.delete("orders.a", null, null)))
        .isEqualTo(ErrorCode.NOT_FOUND);
    assertThat(node.feeds.log("orders")).isNull();
    assertThat(code(node.publishService.delete("prices.a", null, null)))
        .isEqualTo(ErrorCode.NOT_FOUND);
    assertThat(node.feeds.log("prices")).isNull();
  }

  @Test
  void oneBatchMayDeleteATopicAndPublishOnItAgain() {
    node.published("orders.x", "0");
    store.hold();
    int before = store.started();
    Future<Receipt> running = node.publish("orders.x", "1");
    Awaitility.await().until(() -> store.started() > before);
    Future<Receipt> first = node.publish("orders.a", "2");
    Future<Receipt> deletion = node.publishService.delete("orders.a", "key", null);
    Future<Receipt> repeated = node.publishService.delete("orders.a", "key", null);
    Future<Receipt> twice = node.publishService.delete("orders.a", null, null);
    Future<Receipt> again = node.publish("orders.a", "3");
    store.release();

    await(running);
    assertThat(await(first).seq()).isEqualTo(1);
    assertThat(await(deletion).seq()).isEqualTo(2);
    assertThat(await(repeated)).isEqualTo(await(deletion));
    assertThat(code(twice)).isEqualTo(ErrorCode.NOT_FOUND);
    assertThat(await(again).seq()).isEqualTo(3);
    assertThat(node.history("orders.a")).containsExactly("2", "", "3");
  }

  @Test
  void seqDoesNotGoBackAfterTheTopicIsRemovedAndTheNodeIsKilled() {
    String epoch = node.published("orders.a", "1").epoch();
    node.published("orders.a", "2");
    node.published("orders.b", "3");
    node.deleted("orders.b");
    node.deleted("orders.a");
    clock.pass(DurableFixture.HISTORY_AGE.plus(Duration.ofMinutes(1)));
    restart();

    assertThat(log().newest("orders.a")).isNull();
    assertThat(log().newest("orders.b")).isNull();
    assertThat(node.published("orders.b", "4").seq()).isGreaterThan(2);
    Receipt again = node.published("orders.a", "5");
    assertThat(again.seq()).isGreaterThan(3);
    assertThat(again.offset()).isEqualTo(7);
    assertThat(again.epoch()).isEqualTo(epoch);
    restart();
    assertThat(node.published("orders.a", "6").seq()).isEqualTo(again.seq() + 1);
  }

  @Test
  void thousandsOfTopicsLeaveAtMostTwoRecords() {
    for (int round = 0; round < 40; round++) {
      for (int i = 0; i < 50; i++) {
        node.publish("orders.t" + round + "-" + i, "1");
        node.publishService.delete("orders.t" + round + "-" + i, null, null);
      }
      node.published("orders.last", "1");
      clock.pass(DurableFixture.HISTORY_AGE.plus(Duration.ofMinutes(1)));
      restart();
    }
    restart();

    assertThat(log().endPosition().offset()).isEqualTo(40 * 101);
    assertThat(log().retained()).hasSizeLessThanOrEqualTo(3);
    assertThat(node.loaded.updates()).isLessThanOrEqualTo(3 + 101);
  }
}
