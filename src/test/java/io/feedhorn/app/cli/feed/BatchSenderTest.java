package io.feedhorn.app.cli.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.feedhorn.client.ConnectionLostException;
import io.feedhorn.client.FeedhornClient;
import io.feedhorn.client.RequestRefusedException;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** With a server that publishes at most so many lines of a request, and remembers keys. */
@Timeout(60)
class BatchSenderTest {
  private static final int MAX_BYTES = 1_000;

  private final Vertx vertx = Vertx.vertx();
  private final List<Integer> requests = new CopyOnWriteArrayList<>();
  private final List<String> published = new CopyOnWriteArrayList<>();
  private final Set<String> keys = new HashSet<>(); // on the event loop only
  private final List<String> notices = new ArrayList<>();
  private HttpServer server = vertx.createHttpServer();
  private @Nullable FeedhornClient client;
  private volatile int limit = Integer.MAX_VALUE;
  private volatile boolean losesNextAnswer;
  private volatile boolean forgetsReceipts;
  private volatile boolean refusesRepetitions;
  private volatile boolean unavailable;
  private volatile String busyOnce = "";

  @BeforeEach
  void start() throws Exception {
    server =
        server
            .requestHandler(
                request -> request.body().onSuccess(body -> answer(request, body.toString())))
            .listen(0, "127.0.0.1")
            .await(50, TimeUnit.SECONDS);
  }

  @AfterEach
  void stop() throws Exception {
    if (client != null) {
      client.close();
    }
    vertx.close().await(50, TimeUnit.SECONDS);
  }

  private void answer(HttpServerRequest request, String body) {
    if (body.length() > MAX_BYTES) {
      request
          .response()
          .setStatusCode(413)
          .putHeader("Content-Type", "application/problem+json")
          .end(problem("too_large"));
      return;
    }
    if (!busyOnce.isEmpty()) {
      request
          .response()
          .setStatusCode(503)
          .putHeader("Content-Type", "application/problem+json")
          .putHeader("Retry-After", busyOnce)
          .end(problem("unavailable"));
      busyOnce = "";
      return;
    }
    List<String> lines = body.lines().toList();
    requests.add(lines.size());
    StringBuilder answer = new StringBuilder();
    for (int i = 0; i < lines.size(); i++) {
      answer.append(result(lines.get(i), i, request.getHeader("Idempotency-Key"))).append('\n');
    }
    if (losesNextAnswer) {
      losesNextAnswer = false;
      request.connection().close();
    } else {
      request.response().end(answer.toString());
    }
  }

  /** Returns the answer to a line. Like the server, it counts a line before it knows its key. */
  private String result(String line, int index, String key) {
    if (line.contains("bad")) {
      return problem("bad_topic");
    }
    if (index >= limit) {
      return problem("rate_limited");
    }
    if (unavailable && line.contains("slow")) {
      return problem("unavailable");
    }
    if (keys.add(key + " " + index)) {
      published.add(line);
      if (forgetsReceipts && line.contains("slow")) {
        return problem("unavailable");
      }
    } else if (refusesRepetitions && !line.contains("slow")) {
      return problem("rate_limited");
    }
    return "{\"seq\":1}";
  }

  private static String problem(String code) {
    return new JsonObject().put("code", code).put("detail", "refused").encode();
  }

  private BatchSender sender(@Nullable String key) {
    client = FeedhornClient.to("http://127.0.0.1:" + server.actualPort());
    return new BatchSender(
        client,
        key,
        new RetryPause(Duration.ofMillis(2), new Random(1), Thread::sleep),
        notices::add);
  }

  private static InputLines lines(String... lines) {
    return new InputLines(List.of(lines), LongStream.rangeClosed(1, lines.length).boxed().toList());
  }

  @Test
  void aLimitBelowTheSizeOfABatchIsKeptInSeveralRounds() throws InterruptedException {
    limit = 3;
    BatchSender sender = sender(null);

    sender.send(lines("1", "2", "bad", "4", "5", "6", "7", "8"));

    assertThat(published).containsExactly("1", "2", "4", "5", "6", "7", "8");
    assertThat(requests).containsExactly(8, 5, 2);
    assertThat(sender.published()).isEqualTo(7);
    assertThat(sender.refused()).isEqualTo(1);
    assertThat(notices).contains("line 3: bad_topic: refused");
  }

  @ParameterizedTest
  @CsvSource({"3, 3000", "100000, 60000"})
  void theTimeThatABusyServerAsksForIsKeptAlsoForTheFirstBatch(String retryAfter, long millis)
      throws InterruptedException {
    List<Long> pauses = new ArrayList<>();
    client = FeedhornClient.to("http://127.0.0.1:" + server.actualPort());
    RetryPause pause = new RetryPause(Duration.ofMillis(100), new Random(1), pauses::add);
    BatchSender sender = new BatchSender(client, null, pause, notices::add);
    busyOnce = retryAfter;

    sender.send(lines("1"));

    assertThat(published).containsExactly("1");
    assertThat(pauses)
        .singleElement()
        .satisfies(each -> assertThat(each).isBetween(millis, millis + 100));
    assertThat(notices).singleElement().asString().contains("unavailable");
  }

  @Test
  void aRoundWhoseAnswerIsLostPublishesNothingTwice() throws InterruptedException {
    limit = 2;
    BatchSender sender = sender(null);
    sender.send(lines("1"));
    losesNextAnswer = true;

    sender.send(lines("2", "3", "4"));

    assertThat(published).containsExactly("1", "2", "3", "4");
    assertThat(requests).containsExactly(1, 3, 3, 1);
    assertThat(sender.published()).isEqualTo(4);
  }

  @Test
  void aFirstBatchWhoseAnswerIsLostIsSentAgain() throws InterruptedException {
    losesNextAnswer = true;
    BatchSender sender = sender(null);

    sender.send(lines("1", "2"));

    assertThat(published).containsExactly("1", "2");
    assertThat(requests).containsExactly(2, 2);
    assertThat(sender.published()).isEqualTo(2);
  }

  @Test
  void aFirstBatchThatReachesNobodyFailsAtOnce() {
    client = FeedhornClient.to("http://127.0.0.1:1");
    BatchSender sender = new BatchSender(client, null, RetryPause.standard(), notices::add);

    assertThatThrownBy(() -> sender.send(lines("1"))).isInstanceOf(ConnectionLostException.class);
    assertThat(notices).isEmpty();
  }

  @Test
  void aLineThatMayBePublishedIsSentAgainWithItsKey() throws InterruptedException {
    forgetsReceipts = true;
    BatchSender sender = sender(null);

    sender.send(lines("1", "slow", "3"));

    assertThat(published).containsExactly("1", "slow", "3");
    assertThat(requests).containsExactly(3, 3);
    assertThat(sender.published()).isEqualTo(3);
    assertThat(sender.refused()).isZero();
  }

  @Test
  void aLineThatIsPublishedStaysSoIfALimitRefusesItsRepetition() throws InterruptedException {
    forgetsReceipts = true;
    BatchSender sender = sender(null);
    refusesRepetitions = true;

    sender.send(lines("1", "slow", "3"));

    assertThat(published).containsExactly("1", "slow", "3");
    assertThat(sender.published()).isEqualTo(3);
  }

  @Test
  void aBatchWithAKeyOfTheUserIsSentAgainAsAWhole() throws InterruptedException {
    limit = 2;
    BatchSender sender = sender("k");

    sender.send(lines("1", "2", "3"));

    assertThat(requests).hasSizeGreaterThan(2).containsOnly(3);
    assertThat(published).containsExactly("1", "2");
    assertThat(sender.published()).isEqualTo(2);
    assertThat(sender.refused()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aLineThatStaysUnavailableEndsACommandThatCanBeRepeated(boolean hasKey)
      throws InterruptedException {
    unavailable = true;
    BatchSender sender = sender(hasKey ? "k" : null);
    InputLines batch = lines("1", "slow");

    if (hasKey) {
      assertThatThrownBy(() -> sender.send(batch))
          .isInstanceOfSatisfying(
              RequestRefusedException.class,
              refused -> {
                assertThat(refused.code()).isEqualTo("unavailable");
                assertThat(refused.detail()).startsWith("The lines after these are not published.");
              });
    } else {
      sender.send(batch);
    }

    assertThat(published).containsExactly("1");
    assertThat(sender.refused()).isOne();
    assertThat(notices).contains("line 2: unavailable: refused");
  }

  @Test
  void aLineThatIsTooLargeForARequestIsRefusedAlone() throws InterruptedException {
    BatchSender sender = sender(null);
    String large = "1".repeat(MAX_BYTES + 1);

    sender.send(lines(large));
    sender.send(lines("2"));

    assertThat(published).containsExactly("2");
    assertThat(sender.refused()).isEqualTo(1);
    assertThat(notices).containsExactly("line 1: too_large: refused");
    assertThatThrownBy(() -> sender.send(lines("3", large)))
        .isInstanceOf(RequestRefusedException.class);
  }
}
