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
import io.feedhorn.model.Topic;
import io.feedhorn.publish.FeedWriter;
import io.feedhorn.publish.FeedWriterVerticle;
import io.feedhorn.publish.LocalFeedWriter;
import io.feedhorn.publish.NoMetrics;
import io.feedhorn.publish.PublishCommand;
import io.feedhorn.publish.Publisher;
import io.feedhorn.publish.Receipt;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Deletions of a source, and values that change nothing, with the log of a writer. */
class PublishQueueChangesTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Vertx vertx = Vertx.vertx();
  private final List<String> completed = new CopyOnWriteArrayList<>();

  @AfterEach
  void close() {
    vertx.close().await();
  }

  private void awaitCompletion(List<String> expected) {
    await().atMost(PATIENCE).untilAsserted(() -> assertThat(completed).isEqualTo(expected));
  }

  private FeedRegistry deployWriter(Function<FeedWriter, FeedWriter> wrapped) {
    FeedRegistry feeds =
        new FeedRegistry(
            new FeedsOptions(FeedOptions.DEFAULT, Map.of()), Clock.system(), new Random(1));
    FeedWriter writer = wrapped.apply(new LocalFeedWriter(feeds, new NoMetrics()));
    vertx.deployVerticle(new FeedWriterVerticle(feeds, writer, 1_000, List.of())).await();
    return feeds;
  }

  @Test
  void deletionsAreInOrderWithUpdatesAndOfTopicsThatAreNotThereTheyAreNothing() {
    FeedRegistry feeds = deployWriter(writer -> new UnreliableWriter(writer, new Random(1)));
    vertx.runOnContext(
        run -> {
          Backoff backoff = new Backoff(Duration.ofMillis(1), Duration.ofMillis(5), new Random(1));
          PublishQueue queue = new PublishQueue(vertx, 8, backoff, null);
          for (int i = 0; i < 50; i++) {
            add(queue, new MappedUpdate("n.x", null, "absent" + i, null, true));
            add(queue, new MappedUpdate("n.x", i, "value" + i, null));
            add(queue, new MappedUpdate("n.x", null, "deletion" + i, null, true));
          }
        });

    await().atMost(PATIENCE).until(() -> completed.size() == 150);
    assertThat(completed.subList(0, 4)).containsExactly("false", "true", "true", "false");
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      expected.add(Integer.toString(i));
      expected.add("");
    }
    assertThat(values(feeds)).isEqualTo(expected);
  }

  private void addToQueueOfChanges(int maxInFlight, Object... values) {
    vertx.runOnContext(
        run -> {
          Backoff backoff = new Backoff(Duration.ofMillis(1), Duration.ofMillis(5), new Random(1));
          PublishQueue queue =
              new PublishQueue(vertx, maxInFlight, backoff, new ChangeFilter(vertx));
          for (Object value : values) {
            boolean deletion = "deletion".equals(value);
            add(queue, new MappedUpdate("n.x", deletion ? null : value, null, null, deletion));
          }
          queue.barrier().onSuccess(done -> completed.add("barrier"));
        });
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 100})
  void aValueThatTheTopicHasOrIsAboutToGetIsNoChange(int maxInFlight) {
    FeedRegistry feeds = deployWriter(writer -> writer);
    Publisher.on(vertx).publish("n.x", new JsonObject("{\"p\":1.5}")).await();

    addToQueueOfChanges(
        maxInFlight,
        Map.of("p", new BigDecimal("1.5")),
        Map.of("p", new BigDecimal("1.50")),
        Map.of("p", new BigDecimal("1.50")),
        Map.of("p", new BigDecimal("1.5")),
        "deletion",
        "deletion",
        Map.of("p", new BigDecimal("1.5")));

    awaitCompletion(List.of("false", "true", "false", "true", "true", "false", "true", "barrier"));
    assertThat(values(feeds))
        .containsExactly("{\"p\":1.5}", "{\"p\":1.50}", "{\"p\":1.5}", "", "{\"p\":1.5}");
  }

  @Test
  void aValueThatSomebodyElseHasReplacedIsAChange() {
    FeedRegistry feeds = deployWriter(writer -> writer);
    vertx.runOnContext(
        run -> {
          Backoff backoff = new Backoff(Duration.ofMillis(1), Duration.ofMillis(5), new Random(1));
          PublishQueue queue = new PublishQueue(vertx, 8, backoff, new ChangeFilter(vertx));
          MappedUpdate update = new MappedUpdate("n.x", 1, null, null);
          queue
              .add(update)
              .compose(first -> Publisher.on(vertx).publish("n.x", 2))
              .onSuccess(other -> add(queue, update));
        });

    awaitCompletion(List.of("true"));
    assertThat(values(feeds)).containsExactly("1", "2", "1");
  }

  /** A writer that is behind the other nodes at first, so that the log has an old value. */
  private record WriterBehind(FeedWriter writer, AtomicInteger failures) implements FeedWriter {
    @Override
    public Future<?> start(Vertx vertx) {
      return writer.start(vertx);
    }

    @Override
    public Future<Receipt> append(PublishCommand command) {
      return writer.append(command);
    }

    @Override
    public Future<Boolean> reaches(String feed, Position at) {
      return writer.reaches(feed, at);
    }

    @Override
    public Future<Void> catchUp(String feed) {
      return failures.getAndDecrement() > 0
          ? Future.failedFuture(new FeedException(ErrorCode.UNAVAILABLE, "behind"))
          : writer
              .append(new PublishCommand(Topic.parse("n.x"), Buffer.buffer("2"), null))
              .mapEmpty();
    }

    @Override
    public Future<?> close() {
      return writer.close();
    }
  }

  @Test
  void valuesAreComparedAfterThisNodeHasTheUpdatesOfOthers() {
    AtomicInteger failures = new AtomicInteger(3);
    FeedRegistry feeds = deployWriter(writer -> new WriterBehind(writer, failures));
    Publisher.on(vertx).publish("n.x", 1).await();

    addToQueueOfChanges(8, 2, 1);

    awaitCompletion(List.of("false", "true", "barrier"));
    assertThat(values(feeds)).containsExactly("1", "2", "1");
    assertThat(failures.get()).isEqualTo(-1);
  }

  private static List<String> values(FeedRegistry feeds) {
    return Objects.requireNonNull(feeds.log("n")).retained().stream()
        .map(update -> update.data().toString())
        .toList();
  }

  private void add(PublishQueue queue, MappedUpdate update) {
    queue.add(update).onSuccess(published -> completed.add(Boolean.toString(published)));
  }
}
