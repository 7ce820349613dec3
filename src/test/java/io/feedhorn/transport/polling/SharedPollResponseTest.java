package io.feedhorn.transport.polling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.feedhorn.LoopCalls;
import io.feedhorn.auth.Permissions;
import io.feedhorn.limits.Limits;
import io.feedhorn.log.FeedLog;
import io.feedhorn.log.FeedOptions;
import io.feedhorn.log.FeedRegistry;
import io.feedhorn.log.FeedsOptions;
import io.feedhorn.metrics.prometheus.PrometheusMetrics;
import io.feedhorn.model.Clock;
import io.feedhorn.model.Topic;
import io.feedhorn.model.TopicPattern;
import io.feedhorn.publish.FeedWriterVerticle;
import io.feedhorn.publish.PublishService;
import io.feedhorn.publish.Receipt;
import io.feedhorn.transport.LoopContext;
import io.feedhorn.transport.OpenLoopContext;
import io.feedhorn.transport.RequestGrant;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.ext.web.Router;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Equal polls get the same bytes, encoded once. */
class SharedPollResponseTest {
  private static final int POLLERS = 300;

  private final Vertx vertx = Vertx.vertx();
  private final PrometheusMetrics metrics = new PrometheusMetrics();
  private final FeedRegistry feeds =
      new FeedRegistry(
          new FeedsOptions(FeedOptions.DEFAULT, Map.of()), Clock.system(), new Random(1));
  private final PublishService publishService = new PublishService(vertx.eventBus(), 10_000);
  private final AtomicInteger encodings = new AtomicInteger();
  private final Context loop = vertx.getOrCreateContext();

  // Vert.x closes a client, and fails its requests, when nothing refers to it any more.
  private final HttpClient http = vertx.createHttpClient(new PoolOptions().setHttp1MaxSize(1_000));

  private final AtomicBoolean compresses = new AtomicBoolean(true);
  private volatile @Nullable PollResponseCache cache;
  private int port;

  @BeforeEach
  void start() throws Exception {
    LoopCalls.await(vertx.deployVerticle(new FeedWriterVerticle(feeds, metrics, 10_000)));
    port = LoopCalls.await(onLoop(this::serve));
  }

  @AfterEach
  void stop() throws Exception {
    LoopCalls.await(vertx.close());
  }

  private Future<Integer> serve() {
    LoopContext loopContext =
        OpenLoopContext.of(vertx, feeds, metrics, Limits.DEFAULT, Duration.ofSeconds(15));
    PollResponseCache counted =
        new PollResponseCache(
            loopContext.hub(),
            (poll, result) -> {
              encodings.incrementAndGet();
              return poll.answer(result, feeds.clock().micros()).json();
            },
            body ->
                compresses.get()
                    ? GzipEncoder.encode(vertx, body)
                    : Future.failedFuture("out of memory"));
    cache = counted;
    PollingTransport polling = new PollingTransport(loopContext, counted);
    Router router = Router.router(vertx);
    router
        .get("/v1/updates")
        .handler(
            context -> {
              RequestGrant.put(context, Permissions.ALL);
              polling.poll(context);
            });
    return vertx
        .createHttpServer()
        .requestHandler(router)
        .listen(0, "127.0.0.1")
        .map(server -> server.actualPort());
  }

  @Test
  void anUpdateForManyEqualPollsIsEncodedOnce() throws Exception {
    String cursor = publish("prices.a").cursor().toString();
    List<Future<String>> held = poll(POLLERS, "topics=prices.a&wait=60&since=" + cursor);
    awaitWaiting(POLLERS);
    assertThat(encodings).hasValue(0);

    publish("prices.a");

    for (Future<String> answer : held) {
      assertThat(LoopCalls.await(answer))
          .isEqualTo(LoopCalls.await(held.get(0)))
          .contains("\"offset\":2");
    }
    assertThat(encodings).hasValue(1);
  }

  @Test
  void anUpdateForManyEqualPollsIsCompressedOnce() throws Exception {
    String cursor = publish("prices.a").cursor().toString();
    String query = "topics=prices.a&wait=60&since=" + cursor;
    List<Future<Buffer>> compressed = poll(POLLERS, query, "gzip, br");
    List<Future<String>> plain = poll(POLLERS, query);
    awaitWaiting(2 * POLLERS);

    LoopCalls.await(publishService.publish("prices.a", '"' + "large".repeat(100) + '"'));

    byte[] shared = LoopCalls.await(compressed.get(0)).getBytes();
    for (Future<Buffer> answer : compressed) {
      assertThat(LoopCalls.await(answer).getBytes()).isEqualTo(shared);
    }
    assertThat(new GZIPInputStream(new ByteArrayInputStream(shared)).readAllBytes())
        .isEqualTo(LoopCalls.await(plain.get(0)).getBytes(StandardCharsets.UTF_8));
    assertThat(encodings).hasValue(1);
    assertThat(metrics.scrape())
        .containsPattern("feedhorn_encoded_total\\{transport=\"polling\"\\} 1(\\.0)?\\n");
  }

  @Test
  void anAnswerThatCannotBeCompressedIsSentAsItIs() throws Exception {
    compresses.set(false);
    LoopCalls.await(publishService.publish("prices.a", '"' + "large".repeat(100) + '"'));

    Future<String> answer =
        onLoop(
            () ->
                http.request(HttpMethod.GET, port, "127.0.0.1", "/v1/updates?topics=prices.a")
                    .compose(request -> request.putHeader("Accept-Encoding", "gzip").send())
                    .compose(
                        response ->
                            response
                                .body()
                                .map(body -> response.getHeader("Content-Encoding") + ' ' + body)));

    assertThat(LoopCalls.await(answer)).startsWith("null {").contains("\"largelarge");
  }

  /** Its updates are in memory once, and not once more for each client. */
  @Test
  void snapshotsThatAreTooLargeForOneBufferAreSentInParts() throws Exception {
    FeedLog log = feeds.getOrCreate("large");
    String value = '"' + "x".repeat(PollRequest.MAX_BYTES / 3) + '"';
    List<String> updates = new ArrayList<>();
    for (String topic : new String[] {"large.a", "large.b", "large.c", "large.d"}) {
      updates.add(log.append(Topic.parse(topic), Buffer.buffer(value), 1).json().toString());
    }

    Future<HttpClientResponse> answer =
        onLoop(
            () ->
                http.request(HttpMethod.GET, port, "127.0.0.1", "/v1/updates?topics=large.*")
                    .compose(request -> request.putHeader("Accept-Encoding", "gzip").send())
                    .compose(response -> response.body().map(body -> response)));

    HttpClientResponse response = LoopCalls.await(answer);
    String body = LoopCalls.await(onLoop(response::body)).toString();
    assertThat(body)
        .startsWith("{\"cursor\":\"large:" + log.epoch() + ":4\",\"now\":")
        .endsWith("\"recovered\":true,\"updates\":[" + String.join(",", updates) + "]}");
    assertThat(response.getHeader("Content-Length")).isEqualTo(Integer.toString(body.length()));
    assertThat(encodings).hasValue(0);
  }

  /** An update can arrive while a loop answers polls, as the log belongs to another loop. */
  @Test
  void aResponseIsSharedOnlyWhileItIsTheNewest() throws Exception {
    PollRequest poll =
        PollRequest.of(List.of(TopicPattern.parse("prices.a")), null, false, null, false, feeds);

    Future<List<Integer>> updates =
        onLoop(
            () -> {
              PollResponseCache responses = Objects.requireNonNull(cache);
              FeedLog log = feeds.getOrCreate("prices");
              log.append(Topic.parse("prices.a"), Buffer.buffer("1"), 1);
              PollResponseCache.PollResponse first = responses.to(poll);
              log.append(Topic.parse("prices.a"), Buffer.buffer("2"), 2);
              return Future.succeededFuture(List.of(offset(first), offset(responses.to(poll))));
            });

    assertThat(LoopCalls.await(updates)).containsExactly(1, 2);
  }

  private static int offset(PollResponseCache.PollResponse response) {
    Matcher offset = Pattern.compile("\"offset\":(\\d+)").matcher(response.body().toString());
    return offset.find() ? Integer.parseInt(offset.group(1)) : 0;
  }

  @Test
  void differentPollsGetDifferentResponses() throws Exception {
    String first = publish("prices.a").cursor().toString();
    String second = publish("prices.b").cursor().toString();
    List<Future<String>> held = new ArrayList<>();
    held.addAll(poll(5, "topics=prices.a&wait=60&since=" + second));
    held.addAll(poll(5, "topics=prices.a&wait=60&since=" + first));
    held.addAll(poll(5, "topics=prices.*&wait=60&since=" + second));
    held.addAll(poll(5, "topics=prices.a&wait=60&limit=3&since=" + second));
    awaitWaiting(20);

    publish("prices.a");

    for (Future<String> answer : held) {
      assertThat(LoopCalls.await(answer)).contains("\"offset\":3").doesNotContain("\"offset\":2");
    }
    assertThat(encodings).hasValue(4);
  }

  @Test
  void noResponseIsOlderThanItsRequest() throws Exception {
    String cursor = publish("prices.a").cursor().toString();
    for (int i = 0; i < 100; i++) {
      long offset = publish("prices.a").offset();
      List<Future<String>> answers = poll(3, "topics=prices.a&limit=5000&since=" + cursor);
      for (Future<String> answer : answers) {
        assertThat(LoopCalls.await(answer)).contains("\"offset\":" + offset + ",");
      }
    }
  }

  private Receipt publish(String topic) throws Exception {
    return LoopCalls.await(publishService.publish(topic, "1"));
  }

  private List<Future<String>> poll(int count, String query) throws Exception {
    return poll(count, query, "identity").stream().map(body -> body.map(Buffer::toString)).toList();
  }

  private List<Future<Buffer>> poll(int count, String query, String codings) throws Exception {
    List<Future<Buffer>> answers = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      answers.add(
          onLoop(
              () ->
                  http.request(HttpMethod.GET, port, "127.0.0.1", "/v1/updates?" + query)
                      .compose(request -> request.putHeader("Accept-Encoding", codings).send())
                      .compose(HttpClientResponse::body)));
    }
    return answers;
  }

  private void awaitWaiting(int polls) {
    await()
        .atMost(Duration.ofSeconds(50))
        .untilAsserted(
            () ->
                assertThat(metrics.scrape())
                    .containsPattern(
                        "feedhorn_connections\\{transport=\"long-polling\"\\} "
                            + polls
                            + "(\\.0)?\\n"));
  }

  private <T> Future<T> onLoop(java.util.function.Supplier<Future<T>> start) {
    Promise<T> done = Promise.promise();
    loop.runOnContext(
        started -> {
          try {
            start.get().onComplete(done);
          } catch (Throwable failure) {
            done.fail(failure);
          }
        });
    return done.future();
  }
}
