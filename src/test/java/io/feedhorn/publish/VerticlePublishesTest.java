package io.feedhorn.publish;

import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.LoopCalls;
import io.feedhorn.log.FeedOptions;
import io.feedhorn.log.FeedRegistry;
import io.feedhorn.log.FeedsOptions;
import io.feedhorn.model.Clock;
import io.feedhorn.model.ConsecutiveUpdates;
import io.feedhorn.model.ErrorCode;
import io.feedhorn.model.FeedException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The publishes of verticles, with one event loop for all: what is published in one turn of it is
 * there before the writer's turn.
 */
class VerticlePublishesTest {
  private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
  private final FeedRegistry feeds =
      new FeedRegistry(
          new FeedsOptions(FeedOptions.DEFAULT, Map.of()), Clock.system(), new Random(1));
  private final Publisher publisher = Publisher.on(vertx);
  private final PublishService clients = new PublishService(vertx.eventBus(), 100);

  @BeforeEach
  void deploy() {
    LoopCalls.await(
        vertx.deployVerticle(
            new FeedWriterVerticle(
                feeds, new LocalFeedWriter(feeds, new NoMetrics()), 100, List.of())));
  }

  @AfterEach
  void close() {
    LoopCalls.await(vertx.close());
  }

  /** Publishes in one turn of the event loop, and waits for all answers. */
  private List<Future<?>> inOneTurn(Consumer<List<Future<?>>> publishes) {
    List<Future<?>> answers = new CopyOnWriteArrayList<>();
    Future<?> all =
        Future.future(
            done ->
                vertx
                    .getOrCreateContext()
                    .runOnContext(
                        run -> {
                          publishes.accept(answers);
                          Future.join(List.copyOf(answers)).onComplete(any -> done.complete());
                        }));
    LoopCalls.await(all);
    return answers;
  }

  private List<String> values() {
    return Objects.requireNonNull(feeds.log("n")).retained().stream()
        .map(update -> update.data().toString())
        .toList();
  }

  @Test
  void singlePublishesListsAndThoseOfClientsKeepTheirOrder() {
    inOneTurn(
        answers -> {
          OrderedPublisher ordered = new OrderedPublisher(vertx);
          // A list is sent at the end of the turn.
          answers.add(ordered.publish("n.x", 3, null, null));
          answers.add(publisher.publish("n.x", 1));
          answers.add(publisher.publish("n.x", 2));
          answers.add(
              Future.future(
                  last ->
                      vertx.runOnContext(
                          next -> {
                            publisher.publish("n.x", 4);
                            publisher.delete("n.x");
                            clients.publish("n.x", "5").<Object>map(r -> r).onComplete(last);
                          })));
        });

    assertThat(values()).containsExactly("1", "2", "3", "4", "", "5");
  }

  @Test
  void singlePublishesOfOneTurnReachTheHubsTogether() {
    List<Integer> runs = new CopyOnWriteArrayList<>();
    vertx
        .eventBus()
        .localConsumer(
            Addresses.updates("n"),
            (Message<ConsecutiveUpdates> run) -> runs.add(run.body().updates().size()));
    List<Future<?>> answers =
        inOneTurn(
            all -> {
              for (int i = 0; i < 10; i++) {
                all.add(publisher.publish("n.x", i));
              }
            });

    assertThat(runs).containsExactly(10);
    assertThat(answers).allMatch(Future::succeeded);
  }

  @ParameterizedTest
  @MethodSource
  void aNumberThatJsonDoesNotHaveIsRefusedWithItsPlace(@Nullable Object data, String reason) {
    List<Future<?>> answers =
        inOneTurn(
            all -> {
              all.add(publisher.publish("n.x", data));
              all.add(new OrderedPublisher(vertx).publish("n.x", data, null, null));
              all.add(publisher.publish("n.x", 1));
            });

    String refusal = reason + "; JSON has no NaN and no infinite numbers.";
    assertThat(answers.get(0).cause()).hasMessage("bad_json: " + refusal);
    assertThat(((FeedException) answers.get(1).cause()).reason()).isEqualTo(refusal);
    assertThat(values()).containsExactly("1");
  }

  static Stream<Arguments> aNumberThatJsonDoesNotHaveIsRefusedWithItsPlace() {
    JsonArray levels = new JsonArray().add(1.5).add(new JsonArray().add(Float.NEGATIVE_INFINITY));
    return Stream.of(
        Arguments.of(Double.NaN, "'data' is NaN"),
        Arguments.of(
            new JsonObject().put("text", "NaN").put("price", Double.POSITIVE_INFINITY),
            "'data.price' is Infinity"),
        Arguments.of(new JsonObject().put("b", levels), "'data.b[1][0]' is -Infinity"),
        Arguments.of(
            new JsonObject().put("a", Map.of("b c", List.of(1, Float.NaN))),
            "'data.a[\"b c\"][1]' is NaN"));
  }

  @Test
  void textsThatLookLikeSuchNumbersAreValues() {
    BigDecimal large = new BigDecimal("1E+400");
    inOneTurn(
        all -> {
          all.add(publisher.publish("n.x", "NaN"));
          all.add(publisher.publish("n.x", new JsonObject().put("Infinity", "-Infinity")));
          all.add(publisher.publish("n.x", new JsonArray().add("NaN").add(large)));
        });

    assertThat(values())
        .containsExactly("\"NaN\"", "{\"Infinity\":\"-Infinity\"}", "[\"NaN\",1E+400]");
  }

  @Test
  void aRefusedUpdateOfAListDoesNotAffectTheOthers() {
    List<Future<?>> answers =
        inOneTurn(
            all -> {
              OrderedPublisher ordered = new OrderedPublisher(vertx);
              all.add(ordered.publish("n.x", 1, null, null));
              all.add(ordered.publish("n.x", "x".repeat(100), null, null));
              all.add(ordered.publish("n.x", 2, null, null));
              all.add(ordered.publish("n", 3, null, null));
              all.add(ordered.publish("sys.x", 4, null, null));
              all.add(ordered.publish("n.x", new Object(), null, null));
              all.add(ordered.delete("n.y", null, null));
              all.add(ordered.publish("n.x", "é\uD83D\uDE00\uD800", "key", null));
              all.add(ordered.publish("n.x", 5, "key", null));
            });

    List<Object> results = new ArrayList<>();
    for (Future<?> answer : answers) {
      results.add(
          answer.failed()
              ? ((FeedException) answer.cause()).code()
              : ((Receipt) answer.result()).offset());
    }
    assertThat(results)
        .containsExactly(
            1L,
            ErrorCode.TOO_LARGE,
            2L,
            ErrorCode.BAD_TOPIC,
            ErrorCode.FORBIDDEN,
            ErrorCode.BAD_JSON,
            ErrorCode.NOT_FOUND,
            3L,
            3L);
    assertThat(values()).containsExactly("1", "2", "\"é\uD83D\uDE00\\ud800\"");
  }
}
