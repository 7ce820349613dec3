package io.feedhorn.publish;

import static io.feedhorn.publish.DurableFixture.await;
import static io.feedhorn.publish.DurableFixture.code;
import static io.feedhorn.publish.DurableFixture.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.log.FeedRegistry;
import io.feedhorn.model.ErrorCode;
import io.feedhorn.model.FakeClock;
import io.feedhorn.model.FeedException;
import io.feedhorn.model.Topic;
import io.feedhorn.store.DurableStore;
import io.feedhorn.store.InMemoryDurableStore;
import io.feedhorn.store.StoreWriter;
import io.feedhorn.store.StoredUpdate;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.Message;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

class DurableFeedWriterTest {
  private final InMemoryDurableStore store = new InMemoryDurableStore();
  private final FakeClock clock = new FakeClock();
  private final DurableFixture node = DurableFixture.start(store, clock);

  @AfterEach
  void close() {
    node.close();
  }

  /** Waits until a write has begun, apart from those before. */
  private void awaitWrite(int before) {
    Awaitility.await().until(() -> store.started() > before);
  }

  private void awaitIdle() {
    node.published("orders.idle", "0");
  }

  @Test
  void nothingIsVisibleBeforeItIsStored() {
    awaitIdle();
    List<Object> received = new CopyOnWriteArrayList<>();
    await(node.vertx.eventBus().consumer("orders.a", got -> received.add(got.body())).completion());
    await(
        node.vertx
            .eventBus()
            .consumer(Addresses.updates("orders"), got -> received.add(got.body()))
            .completion());
    int before = store.started();
    store.hold();

    Future<Receipt> receipt = node.publish("orders.a", "1");
    awaitWrite(before);
    // Not durable: it is not delayed, and its receipt shows that the writer's loop goes on.
    node.published("prices.a", "2");

    assertThat(receipt.isComplete()).isFalse();
    assertThat(received).isEmpty();
    assertThat(node.snapshot("orders.a")).isNull();
    assertThat(node.history("orders.a")).isEmpty();
    assertThat(node.feeds.endPosition("orders").offset()).isOne();
    assertThat(store.updates("orders")).extracting(StoredUpdate::offset).containsExactly(1L);

    store.release();
    assertThat(await(receipt).offset()).isEqualTo(2);
    assertThat(node.history("orders.a")).containsExactly("1");
    Awaitility.await().until(() -> received.size() == 2);
    assertThat(store.updates("orders")).extracting(StoredUpdate::offset).containsExactly(1L, 2L);
  }

  @Test
  void aFailedWriteUsesNoOffset() {
    store.setFailing(true);
    FeedException refusal = refusal(node.publish("orders.a", "1", "key"));
    assertThat(refusal.code()).isEqualTo(ErrorCode.UNAVAILABLE);
    assertThat(refusal.retryAfterSeconds()).isPositive();
    assertThat(node.feeds.endPosition("orders").offset()).isZero();
    assertThat(node.published("prices.a", "1").offset()).isOne();
    assertThat(node.committer.condition().failure()).contains("No space left on device");

    store.setFailing(false);
    Receipt receipt = await(node.publish("orders.a", "2", "key"));
    assertThat(receipt.offset()).isOne();
    assertThat(receipt.seq()).isOne();
    assertThat(node.history("orders.a")).containsExactly("2");
    assertThat(node.committer.condition().isWritable()).isTrue();
  }

  @Test
  void aValueThatTheStoreCannotKeepIsRefusedAndNotWhatIsPublishedWithIt() {
    PublishService service = new PublishService(node.vertx.eventBus(), 16 << 20);
    PublishCommand small = service.command("orders.a", "1", null);
    PublishCommand large =
        service.command("orders.a", text(DurableStore.MAX_VALUE_BYTES + 1), null);
    PublishCommand inMemory = service.command("prices.a", text(11 << 20), null);

    List<PublishResult> results = await(service.publishAll(List.of(small, large, inMemory), null));

    assertThat(results)
        .extracting(result -> result.receipt() != null)
        .containsExactly(true, false, true);
    assertThat(Objects.requireNonNull(results.get(1).exception()).code())
        .isEqualTo(ErrorCode.TOO_LARGE);
    assertThat(await(service.publish("orders.a", text(DurableStore.MAX_VALUE_BYTES))).seq())
        .isEqualTo(2);
  }

  @Test
  void aReceiverThatFailsDoesNotTakeTheReceiptsOfOthers() {
    StoreWriter stored = changes -> Future.succeededFuture();
    FeedRegistry feeds = new FeedRegistry(DurableFixture.options(3), clock, new Random(1));
    StoreLoader loader = new StoreLoader(feeds, new Random(1), new MachineBoot(1, true));
    DurableFeedWriter writer =
        new DurableFeedWriter(feeds, new NoMetrics(), stored, loader.finish());
    Promise<Receipt> second = Promise.promise();
    node.vertx.runOnContext(
        start -> {
          writer.start(node.vertx);
          writer
              .append(new PublishCommand(Topic.parse("orders.a"), Buffer.buffer("1"), null))
              .onSuccess(
                  receipt -> {
                    throw new IllegalStateException("a receiver that fails");
                  });
          writer
              .append(new PublishCommand(Topic.parse("orders.a"), Buffer.buffer("2"), null))
              .onComplete(second);
        });

    assertThat(await(second.future()).offset()).isEqualTo(2);
  }

  private static String text(int bytes) {
    return '"' + "x".repeat(bytes - 2) + '"';
  }

  @Test
  @Execution(ExecutionMode.CONCURRENT)
  void findsOutByItselfThatTheDiskCanBeWrittenAgain() {
    store.setFailing(true);
    assertThat(code(node.publish("orders.a", "1"))).isEqualTo(ErrorCode.UNAVAILABLE);
    store.setFailing(false);

    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> node.committer.condition().isWritable());
  }

  @Test
  void whatWaitedForAFailedWriteIsOrderedAgain() {
    awaitIdle();
    int before = store.started();
    store.hold();
    Future<Receipt> first = node.publish("orders.a", "1");
    awaitWrite(before);
    Future<Receipt> second = node.publish("orders.a", "2");
    Future<Receipt> third = node.publish("orders.b", "3");
    store.failOnce();
    store.release();

    assertThat(code(first)).isEqualTo(ErrorCode.UNAVAILABLE);
    assertThat(await(second).offset()).isEqualTo(2);
    assertThat(await(second).seq()).isOne();
    assertThat(await(third).offset()).isEqualTo(3);
    assertThat(node.history("orders.a")).containsExactly("2");
  }

  @Test
  void whatWaitedIsRefusedIfItsSenderPublishesInOrder() {
    awaitIdle();
    Sender sender = new Sender(node.vertx);
    int before = store.started();
    store.hold();
    List<Future<Receipt>> first = sender.publish(1);
    awaitWrite(before);
    List<Future<Receipt>> second = sender.publish(2, 3);
    sender.awaitArrival();
    List<Future<Receipt>> another = new Sender(node.vertx).publish(4);
    store.failOnce();
    store.release();
    await(another.get(0));
    assertThat(code(first.get(0))).isEqualTo(ErrorCode.UNAVAILABLE);
    List<Future<Receipt>> late = sender.publish(5);

    for (Future<Receipt> refused : List.of(second.get(0), second.get(1), late.get(0))) {
      assertThat(code(refused)).isEqualTo(ErrorCode.UNAVAILABLE);
    }
    sender.nextAttempt();
    await(Future.all(sender.publish(1, 2, 3)));
    assertThat(node.history("orders.a")).containsExactly("1", "2", "3");
    assertThat(store.updates("orders")).hasSize(5); // One of them made the feed.
  }

  /** A sender that publishes numbers on {@code orders.a}, in an event loop of its own. */
  private static final class Sender {
    private final Context loop;
    private @Nullable OrderedPublisher publisher;

    Sender(Vertx vertx) {
      this.loop = vertx.getOrCreateContext();
      loop.runOnContext(run -> publisher = new OrderedPublisher(vertx));
    }

    /** Publishes in one turn of the event loop. */
    List<Future<Receipt>> publish(int... numbers) {
      List<Promise<Receipt>> receipts = new ArrayList<>();
      IntStream.of(numbers).forEach(number -> receipts.add(Promise.promise()));
      loop.runOnContext(
          run -> {
            for (int i = 0; i < numbers.length; i++) {
              Objects.requireNonNull(publisher)
                  .publish("orders.a", numbers[i], "k" + numbers[i], null)
                  .onComplete(receipts.get(i));
            }
          });
      return receipts.stream().map(Promise::future).toList();
    }

    /** Waits until the writer has received what was published. */
    void awaitArrival() {
      Promise<Message<Object>> received = Promise.promise();
      loop.runOnContext(
          turn ->
              loop.runOnContext(
                  sent ->
                      loop.owner()
                          .eventBus()
                          .request(Addresses.WRITER_ALIVE, null)
                          .onComplete(received)));
      await(received.future());
    }

    void nextAttempt() {
      loop.runOnContext(run -> Objects.requireNonNull(publisher).nextAttempt());
    }
  }

  @Test
  void keepsTheOrderOfOneCallerAndStoresInGroups() {
    awaitIdle();
    int before = store.groups().size();
    List<Future<Receipt>> receipts =
        IntStream.range(0, 500)
            .mapToObj(i -> node.publish("orders.a", Integer.toString(i)))
            .toList();
    await(Future.all(new ArrayList<Future<?>>(receipts)));

    for (int i = 0; i < 500; i++) {
      assertThat(receipts.get(i).result().offset()).isEqualTo(i + 2);
      assertThat(receipts.get(i).result().seq()).isEqualTo(i + 1);
    }
    assertThat(node.history("orders.a")).containsExactly("497", "498", "499");
    assertThat(store.groups().size() - before).isLessThan(250);
    assertThat(store.forcedGroups()).isEqualTo(store.groups().size());
  }

  @Test
  void aRepetitionOfAKeyInFlightGetsTheSameReceipt() {
    awaitIdle();
    int before = store.started();
    store.hold();
    Future<Receipt> first = node.publish("orders.a", "1", "key");
    Future<Receipt> together = node.publish("orders.a", "1", "key");
    awaitWrite(before);
    Future<Receipt> later = node.publish("orders.a", "1", "key");
    assertThat(first.isComplete() || together.isComplete() || later.isComplete()).isFalse();
    store.release();

    assertThat(List.of(await(together), await(later))).containsOnly(await(first));
    assertThat(node.history("orders.a")).containsExactly("1");
    assertThat(store.keys()).hasSize(1);
  }

  @Test
  void aRepetitionOfAKeyThatWasNotStoredIsPublished() {
    awaitIdle();
    int before = store.started();
    store.hold();
    Future<Receipt> first = node.publish("orders.a", "1", "key");
    awaitWrite(before);
    Future<Receipt> second = node.publish("orders.a", "1", "key");
    store.failOnce();
    store.release();

    assertThat(code(first)).isEqualTo(ErrorCode.UNAVAILABLE);
    assertThat(await(second).seq()).isOne();
    assertThat(node.history("orders.a")).containsExactly("1");
  }

  @Test
  void removesFromTheStoreWhatHistoryDrops() {
    for (int i = 1; i <= 5; i++) {
      node.published("orders.a", Integer.toString(i));
    }
    node.published("orders.b", "6");

    assertThat(store.updates("orders"))
        .extracting(update -> update.data().toString())
        .containsExactly("3", "4", "5", "6");
  }

  @Test
  @Execution(ExecutionMode.CONCURRENT)
  void removesFromTheStoreWhatIsTooOldExceptTheNewest() {
    node.published("orders.a", "1");
    node.published("orders.a", "2");
    node.published("orders.b", "3");
    clock.pass(DurableFixture.HISTORY_AGE.plusSeconds(1));

    // Without a publish: timers of the writer evict and trim every few seconds.
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(
            () ->
                assertThat(store.updates("orders"))
                    .extracting(update -> update.data().toString())
                    .containsExactly("2", "3"));
  }

  @Test
  void removesExpiredKeysFromTheStore() {
    Receipt first = await(node.publish("orders.a", "1", "key"));
    clock.pass(IdempotencyCache.WINDOW.plusSeconds(1));
    Receipt second = await(node.publish("orders.a", "2", "key"));

    assertThat(second.seq()).isEqualTo(first.seq() + 1);
    assertThat(store.keys()).hasSize(1);
    assertThat(store.keys().get(0).offset()).isEqualTo(second.offset());
  }

  @Test
  void newTopicsAndFeedsInFlightCountForTheLimits() {
    awaitIdle();
    int before = store.started();
    store.hold();
    Future<Receipt> first = node.publish("orders.a", "1");
    awaitWrite(before);
    Future<Receipt> second = node.publish("orders.b", "2");
    Future<Receipt> third = node.publish("orders.c", "3");
    Future<Receipt> fourth = node.publish("sales.a", "4");
    Future<Receipt> fifth = node.publish("bills.a", "5");
    Future<Receipt> sixth = node.publish("notes.a", "6");
    Future<Receipt> seventh = node.publish("more.a", "7");
    store.release();

    assertThat(Future.all(first, second, fourth, fifth)).satisfies(DurableFixture::await);
    assertThat(code(third)).isEqualTo(ErrorCode.TOO_MANY); // orders.idle is the first of three.
    assertThat(await(sixth).offset()).isOne();
    assertThat(code(seventh)).isEqualTo(ErrorCode.TOO_MANY);
  }

  @Test
  void refusesMorePublishesThanMayWait() {
    awaitIdle();
    int before = store.started();
    store.hold();
    long start = System.nanoTime();
    node.publish("orders.a", "0");
    awaitWrite(before);
    long written = System.nanoTime();
    List<Future<Receipt>> waiting = new ArrayList<>();
    for (int i = 0; i < DurableQueue.MAX_PUBLISHES; i++) {
      waiting.add(node.publish("orders.a", "1"));
    }
    FeedException refusal = refusal(node.publish("orders.a", "2"));

    assertThat(refusal.code()).isEqualTo(ErrorCode.UNAVAILABLE);
    assertThat(refusal.retryAfterSeconds()).isPositive();
    assertThat(waiting).noneMatch(Future::isComplete);
    assertThat(node.refused).hasValue(1);
    assertThat(node.waiting).isGreaterThan(DurableQueue.MAX_PUBLISHES);
    assertThat(node.waitingSince).isBetween(start, written);
    store.release();
    await(Future.all(new ArrayList<Future<?>>(waiting)));
    Awaitility.await().until(() -> node.waiting == 0);
  }

  @Test
  void aStopStoresWhatWasAccepted() {
    awaitIdle();
    int before = store.started();
    store.hold();
    Future<Receipt> first = node.publish("orders.a", "1");
    awaitWrite(before);
    List<Future<Receipt>> receipts =
        IntStream.range(0, 100).mapToObj(i -> node.publish("orders.a", "2")).toList();
    node.published("prices.a", "3"); // The writer has all of them.
    Thread stop = new Thread(node::stop);
    stop.start();
    store.release();

    await(Future.all(new ArrayList<Future<?>>(receipts)));
    assertThat(await(first).offset()).isEqualTo(2);
    Awaitility.await().until(store::isClosed);
    assertThat(store.updates("orders")).last().extracting(StoredUpdate::offset).isEqualTo(102L);
  }
}
