package io.feedhorn.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.feedhorn.log.FeedOptions;
import io.feedhorn.log.FeedRegistry;
import io.feedhorn.log.FeedsOptions;
import io.feedhorn.model.Clock;
import io.feedhorn.model.ErrorCode;
import io.feedhorn.model.FeedException;
import io.feedhorn.model.Position;
import io.feedhorn.publish.FeedWriter;
import io.feedhorn.publish.FeedWriterVerticle;
import io.feedhorn.publish.LocalFeedWriter;
import io.feedhorn.publish.NoMetrics;
import io.feedhorn.publish.PublishCommand;
import io.feedhorn.publish.Receipt;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PublishQueueTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Vertx vertx = Vertx.vertx();
  private final List<Integer> received = new CopyOnWriteArrayList<>();
  private final List<Integer> accepted = new CopyOnWriteArrayList<>();
  private final List<String> completed = new CopyOnWriteArrayList<>();
  private final List<Held> held = new CopyOnWriteArrayList<>();

  @AfterEach
  void close() {
    vertx.close().await();
  }

  /** A publish that has no answer yet. */
  private record Held(PublishCommand command, Promise<Receipt> receipt) {
    int number() {
      return Integer.parseInt(command.data().toString());
    }

    void refuse(ErrorCode code) {
      receipt.fail(new FeedException(code, "refused by the test"));
    }
  }

  /** A writer whose answers are those of the test. */
  private record AnsweringWriter(Consumer<Held> answer) implements FeedWriter {
    @Override
    public Future<?> start(Vertx vertx) {
      return Future.succeededFuture();
    }

    @Override
    public Future<Receipt> append(PublishCommand command) {
      Promise<Receipt> receipt = Promise.promise();
      answer.accept(new Held(command, receipt));
      return receipt.future();
    }

    @Override
    public Future<Boolean> reaches(String feed, Position at) {
      return Future.succeededFuture(true);
    }

    @Override
    public Future<?> close() {
      return Future.succeededFuture();
    }
  }

  private void writer(Consumer<Held> answer) {
    FeedWriter writer =
        new AnsweringWriter(
            publish -> {
              received.add(publish.number());
              answer.accept(publish);
            });
    FeedRegistry feeds =
        new FeedRegistry(
            new FeedsOptions(FeedOptions.DEFAULT, Map.of()), Clock.system(), new Random(1));
    vertx.deployVerticle(new FeedWriterVerticle(feeds, writer, 1_000, List.of())).await();
  }

  private void accept(Held publish) {
    accepted.add(publish.number());
    publish.receipt().complete(new Receipt(publish.command().topic(), "k3f9", 1, 1, 1));
  }

  private void add(int count, int maxInFlight) {
    vertx.runOnContext(
        run -> {
          Backoff backoff = new Backoff(Duration.ofMillis(1), Duration.ofMillis(5), new Random(1));
          PublishQueue queue = new PublishQueue(vertx, maxInFlight, backoff, null);
          for (int i = 0; i < count; i++) {
            String name = Integer.toString(i);
            Future<Boolean> result = queue.add(new MappedUpdate("n.x", i, null, null));
            result.onSuccess(done -> completed.add(name));
            result.onFailure(refused -> completed.add(name + " refused"));
          }
          queue.barrier().onSuccess(done -> completed.add("barrier"));
        });
  }

  private static List<String> numbers(int count) {
    List<String> numbers = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      numbers.add(Integer.toString(i));
    }
    numbers.add("barrier");
    return numbers;
  }

  private void awaitCompletion(List<String> expected) {
    await().atMost(PATIENCE).untilAsserted(() -> assertThat(completed).isEqualTo(expected));
  }

  @Test
  void publishesInOrder() {
    writer(this::accept);
    add(1_000, 10);

    awaitCompletion(numbers(1_000));
    assertThat(received).hasSize(1_000);
  }

  @Test
  void noMoreThanTheMaximumIsWithoutAReceipt() {
    writer(held::add);
    add(20, 4);
    await().atMost(PATIENCE).until(() -> held.size() == 4);
    held.forEach(this::accept);

    await().atMost(PATIENCE).until(() -> held.size() == 8);
    awaitCompletion(List.of("0", "1", "2", "3"));
  }

  @Test
  void waitingForAllUpdatesTakesNoPlaceInTheQueue() {
    AtomicInteger size = new AtomicInteger();
    writer(held::add);
    vertx.runOnContext(
        run -> {
          Backoff backoff = new Backoff(Duration.ofMillis(1), Duration.ofMillis(5), new Random(1));
          PublishQueue queue = new PublishQueue(vertx, 4, backoff, null);
          queue.add(new MappedUpdate("n.x", 0, null, null)).onFailure(refused -> addRefused());
          queue.published().onSuccess(done -> completed.add("published"));
          queue.published().onSuccess(done -> completed.add("published again"));
          size.set(queue.size());
        });
    await().atMost(PATIENCE).until(() -> held.size() == 1);
    assertThat(completed).isEmpty();
    held.get(0).refuse(ErrorCode.BAD_TOPIC);

    awaitCompletion(List.of("refused", "published", "published again"));
    assertThat(size.get()).isOne();
  }

  private void addRefused() {
    completed.add("refused");
  }

  @Test
  void anUnavailableWriterGetsEverythingAgainInOrder() {
    AtomicInteger failures = new AtomicInteger(50);
    writer(
        publish -> {
          if (failures.decrementAndGet() >= 0) {
            publish.refuse(ErrorCode.UNAVAILABLE);
          } else {
            accept(publish);
          }
        });
    add(100, 8);

    awaitCompletion(numbers(100));
    assertThat(accepted).hasSize(100).doesNotHaveDuplicates();
    assertThat(accepted.subList(8, 100)).isSorted();
  }

  @ParameterizedTest
  @CsvSource({"1, 8", "2, 8", "3, 1", "4, 64", "5, 300"})
  void noUpdateIsPublishedBeforeAnEarlierOneThatIsSentAgain(long seed, int maxInFlight) {
    FeedRegistry feeds =
        new FeedRegistry(
            new FeedsOptions(FeedOptions.DEFAULT, Map.of()), Clock.system(), new Random(seed));
    FeedWriter writer =
        new UnreliableWriter(new LocalFeedWriter(feeds, new NoMetrics()), new Random(seed));
    vertx.deployVerticle(new FeedWriterVerticle(feeds, writer, 1_000, List.of())).await();
    add(100, maxInFlight);

    awaitCompletion(numbers(100));
    List<Integer> published =
        Objects.requireNonNull(feeds.log("n")).retained().stream()
            .map(update -> Integer.valueOf(update.data().toString()))
            .toList();
    assertThat(published).hasSize(100).doesNotHaveDuplicates().isSorted();
  }

  @Test
  void aRefusedUpdateDoesNotStopTheOthers() {
    writer(
        publish -> {
          if (publish.number() == 1) {
            publish.refuse(ErrorCode.BAD_TOPIC);
          } else {
            accept(publish);
          }
        });
    add(3, 8);

    awaitCompletion(List.of("0", "1 refused", "2", "barrier"));
  }

  @Test
  void laterReceiptsWaitForAnEarlierOne() {
    AtomicInteger first = new AtomicInteger();
    writer(
        publish -> {
          if (publish.number() == 0 && first.getAndIncrement() == 0) {
            held.add(publish);
          } else {
            accept(publish);
          }
        });
    add(5, 8);
    await().atMost(PATIENCE).until(() -> accepted.size() == 4);
    held.get(0).refuse(ErrorCode.UNAVAILABLE);

    awaitCompletion(numbers(5));
    assertThat(received).containsExactly(0, 1, 2, 3, 4, 0);
  }

  @Test
  void whatIsWithoutAResultAtTheEndIsNotPublished() {
    writer(
        publish -> {
          if (publish.number() == 0) {
            publish.refuse(ErrorCode.TOO_MANY);
          } else if (publish.number() == 1) {
            accept(publish);
          } else {
            held.add(publish);
          }
        });
    Promise<PublishQueue> created = Promise.promise();
    vertx.runOnContext(
        run -> {
          Backoff backoff = new Backoff(Duration.ofHours(1), Duration.ofHours(1), new Random(1));
          PublishQueue queue = new PublishQueue(vertx, 4, backoff, null);
          for (int i = 0; i < 6; i++) {
            String name = Integer.toString(i);
            queue
                .add(new MappedUpdate("n.x", i, null, null))
                .onSuccess(published -> completed.add(name))
                .onFailure(refused -> completed.add(name + " refused"));
          }
          queue.published().onSuccess(done -> completed.add("all"));
          created.complete(queue);
        });
    await().atMost(PATIENCE).until(() -> held.size() == 2);
    PublishQueue queue = created.future().await();
    Promise<Void> settled = Promise.promise();
    vertx.runOnContext(run -> queue.settle().onComplete(settled));
    assertThat(settled.future().isComplete()).isFalse();

    held.get(0).refuse(ErrorCode.UNAVAILABLE);
    held.get(1).refuse(ErrorCode.BAD_TOPIC);

    settled.future().await();
    assertThat(completed).containsExactly("1", "3 refused");
    assertThat(received).containsExactly(0, 1, 2, 3);
  }

  @Test
  void whatFollowsARefusalInTheSameListIsNotPublishedBeforeIt() {
    AtomicInteger first = new AtomicInteger();
    writer(
        publish -> {
          if (publish.number() == 2 && first.getAndIncrement() == 0) {
            publish.refuse(ErrorCode.UNAVAILABLE);
          } else {
            accept(publish);
          }
        });
    add(5, 8);

    awaitCompletion(numbers(5));
    assertThat(received).containsExactly(0, 1, 2, 2, 3, 4);
  }
}
