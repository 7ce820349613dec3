package io.feedhorn.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.BrowserContext;
import io.feedhorn.auth.AuthOptions;
import io.feedhorn.auth.TokenIssuer;
import io.feedhorn.model.TopicPattern;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The tabs of one browser that share a connection, in a real browser. */
@Timeout(180)
class SharedConnectionIT {
  private static final Duration TIMEOUT = Duration.ofSeconds(60);
  private static final String SECRET = "a secret for the tests, thirty-two bytes";
  private static final Pattern CONNECTIONS =
      Pattern.compile("(?m)^feedhorn_connections\\{.*} (\\d+)");
  private static final Map<String, Object> EVERY = Map.of("conflate", false);

  /** Fewer than history retains, so that all can be resumed. */
  private static final int BURST = 90;

  @RegisterExtension static final Chromium chromium = new Chromium();

  private static LiveServer server;
  private static LiveServer privateServer;

  @BeforeAll
  static void start() {
    server = LiveServer.start(LiveServer.NO_DATA);
    privateServer = LiveServer.startWithKeys(LiveServer.NO_DATA, SECRET);
  }

  @AfterAll
  static void stop() {
    server.close();
    privateServer.close();
  }

  /** A browser context with a means of sharing: a worker, or locks if there are no workers. */
  private static BrowserContext context(String means) {
    BrowserContext context = chromium.newSession().expectingRefusals().context();
    if (!means.equals("worker")) context.addInitScript("delete globalThis.SharedWorker");
    if (means.equals("none")) {
      context.addInitScript("Object.defineProperty(Navigator.prototype, 'locks', {value: undefined})");
    }
    return context;
  }

  private static SharingPage open(BrowserContext context, String... transports) {
    return SharingPage.open(
        context,
        server.origin(),
        transports.length == 0 ? Map.of() : Map.of("transports", List.of(transports)));
  }

  private static String get(LiveServer from, String path, String token) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(from.origin() + path))
            .header("Authorization", "Bearer " + token)
            .build();
    return HttpClient.newHttpClient()
        .sendAsync(request, HttpResponse.BodyHandlers.ofString())
        .join()
        .body();
  }

  private static int connections(LiveServer of) {
    String token = token("a.>", true);
    return CONNECTIONS
        .matcher(get(of, "/metrics", of == privateServer ? token : ""))
        .results()
        .mapToInt(match -> Integer.parseInt(match.group(1)))
        .sum();
  }

  private static int subscribers(String topic) {
    JsonObject topics = new JsonObject(get(server, "/v1/topics?match=" + topic, ""));
    return topics.getJsonArray("topics").getJsonObject(0).getInteger("subscribers");
  }

  private static void publish(LiveServer to, String topic, int from, int last) {
    for (int n = from; n <= last; n++) to.publish(topic, new JsonObject().put("n", n));
  }

  private static String token(String pattern, boolean admin) {
    return TokenIssuer.ofSecret(SECRET, null, AuthOptions.OPEN)
        .token(
            List.of(TopicPattern.parse(pattern)), List.of(), admin, null, Duration.ofMinutes(10));
  }

  private static List<Integer> numbers(int first, int last) {
    return IntStream.rangeClosed(first, last).boxed().toList();
  }

  private static void eventually(ThrowingRunnable assertion) {
    await().pollInSameThread().atMost(TIMEOUT).untilAsserted(assertion);
  }

  @ParameterizedTest
  @CsvSource({"worker, sse", "locks, websocket"})
  void threePagesHaveOneConnectionAndEachGetsEveryUpdateOnce(String means, String transport) {
    eventually(() -> assertThat(connections(server)).isZero());
    String topic = "notify." + means;
    publish(server, topic, 1, 1);
    BrowserContext context = context(means);
    SharingPage first = open(context, transport).subscribe("all", topic, EVERY);
    eventually(() -> assertThat(first.numbers("all")).as("%s", first.states()).containsExactly(1));
    SharingPage second = open(context, transport).subscribe("all", topic, EVERY);
    SharingPage third =
        open(context, transport)
            .subscribe("all", topic, EVERY)
            .subscribe("history", "notify.*", Map.of("conflate", false, "since", "earliest"));
    List<SharingPage> pages = List.of(first, second, third);
    for (SharingPage page : pages) {
      eventually(() -> assertThat(page.numbers("all")).as("the snapshot").containsExactly(1));
      assertThat(page.status()).isEqualTo("live " + transport);
    }
    assertThat(connections(server)).isEqualTo(1);

    publish(server, topic, 2, 40);
    for (SharingPage page : pages) {
      eventually(() -> assertThat(page.numbers("all")).isEqualTo(numbers(1, 40)));
    }
    CompletableFuture<Void> burst =
        CompletableFuture.runAsync(() -> publish(server, topic, 41, 40 + BURST));
    first.close();
    burst.join();

    List<Integer> all = numbers(1, 40 + BURST);
    for (SharingPage page : List.of(second, third)) {
      eventually(() -> assertThat(page.numbers("all")).isEqualTo(all));
      assertThat(page.problems()).isEmpty();
      eventually(() -> assertThat(page.status()).isEqualTo("live " + transport));
    }
    eventually(() -> assertThat(third.numbers("history")).endsWith(40 + BURST));
    assertThat(third.numbers("history")).containsSubsequence(all).doesNotHaveDuplicates();
    assertThat(second.updates()).as("the event, once for each update").isEqualTo(40 + BURST);
    eventually(() -> assertThat(connections(server)).isEqualTo(1));

    assertThat(second.publish(topic, 41 + BURST)).isPositive();
    for (SharingPage page : List.of(second, third)) {
      eventually(() -> assertThat(page.numbers("all")).isEqualTo(numbers(1, 41 + BURST)));
    }
    assertThat(third.cursor("all")).isEqualTo(second.cursor("all"));

    second.subscribe("own", "own." + means, Map.of());
    publish(server, "own." + means, 1, 1);
    eventually(() -> assertThat(second.numbers("own")).containsExactly(1));
    assertThat(subscribers("own." + means)).isEqualTo(1);
    second.close();
    eventually(() -> assertThat(subscribers("own." + means)).as("of the closed tab").isZero());
    third.closeClient();
    eventually(() -> assertThat(connections(server)).isZero());
  }
}
