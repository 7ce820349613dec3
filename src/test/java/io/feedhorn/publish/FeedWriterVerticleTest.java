package io.feedhorn.publish;

import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.LoopCalls;
import io.feedhorn.log.FeedOptions;
import io.feedhorn.log.FeedRegistry;
import io.feedhorn.log.FeedsOptions;
import io.feedhorn.metrics.Metrics;
import io.feedhorn.model.ConsecutiveUpdates;
import io.feedhorn.model.ErrorCode;
import io.feedhorn.model.FakeClock;
import io.feedhorn.model.FeedException;
import io.feedhorn.model.Update;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FeedWriterVerticleTest {
  private static final int MESSAGE_BYTES = 100;

  private final Vertx vertx = Vertx.vertx();
  private final FakeClock clock = new FakeClock();
  private final FeedRegistry feeds =
      new FeedRegistry(new FeedsOptions(FeedOptions.DEFAULT, Map.of()), clock, new Random(1));
  private final RecordingMetrics metrics = new RecordingMetrics();
  private final Publisher publisher = Publisher.on(vertx);
  private final PublishService publishService = new PublishService(vertx.eventBus(), MESSAGE_BYTES);

  @BeforeEach
  void deploy() {
    LoopCalls.await(vertx.deployVerticle(new FeedWriterVerticle(feeds, metrics, MESSAGE_BYTES)));
  }

  @AfterEach
  void close() {
    LoopCalls.await(vertx.close());
  }

  @Test
  void repliesWithTheReceiptOfTheContract() {
    String epoch = feeds.endPosition("prices").epoch();

    assertThat(LoopCalls.await(publisher.publish("prices.a", 1)).encode())
        .isEqualTo(
            """
            {"topic":"prices.a","offset":1,"seq":1,"cursor":"prices:%s:1","ts":1732150000000}\
            """
                .formatted(epoch));
    assertThat(LoopCalls.await(publishService.publish("prices.b", "2")).json())
        .isEqualTo(
            """
            {"topic":"prices.b","offset":2,"seq":1,"cursor":"prices:%s:2","ts":1732150000000}\
            """
                .formatted(epoch));
    assertThat(metrics.feeds).containsExactly("prices", "prices");
  }

  @Test
  void keepsTheOrderOfOneCallerWithoutWaitingForReceipts() {
    List<Future<?>> answers = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      String number = Integer.toString(i);
      answers.add(
          i % 2 == 0
              ? publisher.publish("prices.a", number)
              : publishService.publish("prices.a", number));
    }
    LoopCalls.await(Future.all(answers));

    assertThat(
            data(
                feeds
                    .getOrCreate("prices")
                    .history("prices.a", 100, Long.MAX_VALUE, clock.micros())))
        .isEqualTo(
            IntStream.range(400, 500)
                .mapToObj(i -> i % 2 == 0 ? "\"" + i + "\"" : Integer.toString(i))
                .toList());
  }

  @Test
  void doesNotBroadcastRefusedValues() {
    assertThat(refusal(publisher.publish("prices", 1))).startsWith("bad_topic: ");
    LoopCalls.await(publisher.publish("prices.a", 1));

    assertThat(feeds.endPosition("prices").offset()).isOne();
    assertThat(feeds.names()).containsExactly("prices");
  }

  @ParameterizedTest
  @ValueSource(strings = {"prices", "prices.*", "", "feedhorn.publish", "__vertx.x", "a..b"})
  void refusesInvalidAndReservedTopics(String topic) {
    ReplyException failure = failure(publisher.publish(topic, 1));

    assertThat(failure.failureCode()).isEqualTo(400);
    assertThat(failure.getMessage()).startsWith("bad_topic: ");
    assertThat(refusalOfService(publishService.publish(topic, "1"))).isEqualTo(ErrorCode.BAD_TOPIC);
  }

  @Test
  void refusesMalformedRequests() {
    for (Object body :
        List.of(
            "text",
            new JsonArray(),
            new JsonObject(),
            new JsonObject().put("topic", "prices.a"),
            new JsonObject().put("topic", "prices.a").put("deleted", false),
            new JsonObject().put("topic", "prices.a").put("data", 1).put("deleted", true),
            new JsonObject().put("topic", 1).put("data", 1),
            new JsonObject().put("data", 1))) {
      ReplyException failure = failure(vertx.eventBus().request(Addresses.PUBLISH, body));

      assertThat(failure.failureCode()).as("%s", body).isEqualTo(400);
      assertThat(failure.getMessage()).startsWith("bad_request: ");
    }
  }

  @Test
  void refusesAValueBeyondTheMaximumSize() {
    String largest = "x".repeat(MESSAGE_BYTES - 2);
    ReplyException failure = failure(publisher.publish("prices.a", largest + "x"));

    assertThat(failure.failureCode()).isEqualTo(413);
    assertThat(failure.getMessage()).startsWith("too_large: ").contains("101", "100");
    assertThat(refusalOfService(publishService.publish("prices.a", "\"" + largest + "x\"")))
        .isEqualTo(ErrorCode.TOO_LARGE);
    assertThat(LoopCalls.await(publisher.publish("prices.a", largest)).getLong("seq")).isEqualTo(1);
    assertThat(LoopCalls.await(publishService.publish("prices.a", " \"" + largest + "\" ")).seq())
        .isEqualTo(2);
  }

  @Test
  void refusesTextThatIsNotJson() {
    assertThat(refusalOfService(publishService.publish("prices.a", "{")))
        .isEqualTo(ErrorCode.BAD_JSON);
    assertThat(refusalOfService(publishService.publish("prices.a", "")))
        .isEqualTo(ErrorCode.BAD_JSON);
  }

  @Test
  void keepsTheDigitsOfNumbers() {
    for (Object number :
        List.of(
            new BigDecimal("1.10"),
            new BigDecimal("0.00"),
            new BigInteger("123456789012345678901234567890"),
            Long.MAX_VALUE,
            new BigDecimal("64123.5500"))) {
      LoopCalls.await(publisher.publish("prices.a", number));
      LoopCalls.await(publisher.publish("prices.b", new JsonObject().put("p", number)));
    }
    LoopCalls.await(publishService.publish("prices.a", "1E+2"));

    assertThat(
            data(
                feeds
                    .getOrCreate("prices")
                    .history("prices.a", 100, Long.MAX_VALUE, clock.micros())))
        .containsExactly(
            "1.10",
            "0.00",
            "123456789012345678901234567890",
            "9223372036854775807",
            "64123.5500",
            "1E+2");
    assertThat(
            data(
                feeds
                    .getOrCreate("prices")
                    .history("prices.b", 100, Long.MAX_VALUE, clock.micros())))
        .startsWith("{\"p\":1.10}", "{\"p\":0.00}");
  }

  @Test
  void acceptsEveryTypeOfJson() {
    for (@Nullable Object value :
        new @Nullable Object[] {
          null, true, "é\"", 1, 1.5, new JsonArray().add(1), new JsonObject(), List.of(1), Map.of()
        }) {
      LoopCalls.await(publisher.publish("prices.a", value));
    }

    assertThat(
            data(
                feeds
                    .getOrCreate("prices")
                    .history("prices.a", 100, Long.MAX_VALUE, clock.micros())))
        .containsExactly("null", "true", "\"é\\\"\"", "1", "1.5", "[1]", "{}", "[1]", "{}");
  }

  @Test
  void sendsTheUpdateObjectToConsumersOfTheTopic() {
    List<JsonObject> received = new CopyOnWriteArrayList<>();
    List<JsonObject> receivedByAll = new CopyOnWriteArrayList<>();
    vertx.eventBus().consumer("prices.a", (Message<JsonObject> m) -> received.add(m.body()));
    vertx.eventBus().consumer("prices.a", (Message<JsonObject> m) -> receivedByAll.add(m.body()));
    LoopCalls.await(publisher.publish("prices.b", 0));
    LoopCalls.await(publisher.publish("prices.a", new JsonObject().put("price", 64123.55)));
    Awaitility.await().until(() -> received.size() == 1 && receivedByAll.size() == 1);
    JsonObject update = received.get(0);

    assertThat(update.encode())
        .isEqualTo(String.valueOf(feeds.getOrCreate("prices").newest("prices.a")))
        .isEqualTo(receivedByAll.get(0).encode());
    assertThat(update).isNotSameAs(receivedByAll.get(0));
  }

  @Test
  void sendsTheUpdateByReferenceToHubs() {
    List<Update> received = new CopyOnWriteArrayList<>();
    vertx
        .eventBus()
        .localConsumer(
            Addresses.updates("prices"),
            (Message<ConsecutiveUpdates> m) -> received.addAll(m.body().updates()));
    LoopCalls.await(publisher.publish("prices.a", 1));
    Awaitility.await().until(() -> received.size() == 1);

    assertThat(received.get(0)).isSameAs(feeds.getOrCreate("prices").newest("prices.a"));
  }

  @Test
  void returnsTheFirstReceiptOfARepeatedKeyForTenMinutes() {
    Receipt first = LoopCalls.await(publishService.publish("prices.a", "1", "key", null));
    clock.pass(Duration.ofMinutes(10));
    Receipt repeated = LoopCalls.await(publishService.publish("prices.a", "2", "key", null));
    Receipt elsewhere = LoopCalls.await(publishService.publish("prices.b", "3", "key", null));
    Receipt other = LoopCalls.await(publishService.publish("prices.a", "4", "other", null));
    assertThat(repeated).isEqualTo(first);
    assertThat(feeds.endPosition("prices").offset()).isEqualTo(3);
    assertThat(List.of(elsewhere.offset(), other.offset())).containsExactly(2L, 3L);

    clock.pass(Duration.ofNanos(1_000));
    assertThat(LoopCalls.await(publishService.publish("prices.a", "5", "key", null)).offset())
        .isEqualTo(4);
  }

  @Test
  void aVerticleThatRepeatsAKeyGetsTheFirstReceipt() {
    JsonObject first = LoopCalls.await(publisher.publish("prices.a", 1, "k1"));

    assertThat(LoopCalls.await(publisher.publish("prices.a", 2, "k1"))).isEqualTo(first);
    assertThat(LoopCalls.await(publisher.publish("prices.a", 3, "k2")).getLong("offset"))
        .isEqualTo(2);
    assertThat(LoopCalls.await(publisher.publish("prices.b", 4, "k1")).getLong("offset"))
        .isEqualTo(3);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 256})
  void refusesAKeyOfAnotherLength(int length) {
    assertThat(publisher.publish("prices.a", 1, "k".repeat(length)).toCompletionStage())
        .failsWithin(Duration.ofSeconds(30))
        .withThrowableThat()
        .havingRootCause()
        .withMessage(
            "bad_request: 'idempotencyKey' must be a string of 1 to 255 UTF-16 code units.");
  }

  @Test
  void isUnavailableWithoutAWriter() {
    LoopCalls.await(Future.all(vertx.deploymentIDs().stream().map(vertx::undeploy).toList()));

    assertThat(refusalOfService(publishService.publish("prices.a", "1")))
        .isEqualTo(ErrorCode.UNAVAILABLE);
  }

  @Test
  void answersTheHealthCheck() {
    Object reply = LoopCalls.await(vertx.eventBus().request(Addresses.WRITER_ALIVE, "")).body();

    assertThat(reply).isNull();
  }

  private static List<String> data(List<Update> updates) {
    return updates.stream()
        .map(update -> update.json().toString())
        .map(json -> json.substring(json.indexOf("\"data\":") + 7, json.length() - 1))
        .toList();
  }

  private static ErrorCode refusalOfService(Future<?> receipt) {
    return ((FeedException) cause(receipt)).code();
  }

  private static String refusal(Future<?> receipt) {
    return String.valueOf(failure(receipt).getMessage());
  }

  private static ReplyException failure(Future<?> receipt) {
    return (ReplyException) cause(receipt);
  }

  private static Throwable cause(Future<?> receipt) {
    try {
      receipt.toCompletionStage().toCompletableFuture().orTimeout(50, TimeUnit.SECONDS).join();
    } catch (CompletionException failed) {
      Throwable cause = failed.getCause();
      return cause == null ? failed : cause;
    }
    throw new AssertionError("was not refused");
  }

  private static final class RecordingMetrics implements Metrics {
    private final List<String> feeds = new CopyOnWriteArrayList<>();

    @Override
    public void published(String feed) {
      feeds.add(feed);
    }

    @Override
    public void delivered(String transport, int updates) {}

    @Override
    public void conflated(String transport, int updates) {}

    @Override
    public void opened(String transport) {}

    @Override
    public void closed(String transport) {}

    @Override
    public void refused(ErrorCode code) {}
  }
}
