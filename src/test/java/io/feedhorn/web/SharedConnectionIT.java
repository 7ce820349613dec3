package io.feedhorn.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.BrowserContext;
import io.feedhorn.auth.AuthOptions;
import io.feedhorn.auth.TokenIssuer;
import io.feedhorn.model.TopicPattern;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
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
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

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
      context.addInitScript(
          "Object.defineProperty(Navigator.prototype, 'locks', {value: undefined})");
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
            .subscribe("history", topic, Map.of("conflate", false, "since", "earliest"));
    List<SharingPage> pages = List.of(first, second, third);
    for (SharingPage page : pages) {
      eventually(() -> assertThat(page.numbers("all")).as("the snapshot").containsExactly(1));
      eventually(() -> assertThat(page.status()).isEqualTo("live " + transport));
    }
    eventually(() -> assertThat(connections(server)).isEqualTo(1));

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
    assertThat(third.numbers("history")).isEqualTo(all);
    assertThat(second.updates()).as("the event, once for each update").isEqualTo(40 + BURST);
    eventually(() -> assertThat(connections(server)).isEqualTo(1));

    assertThat(second.publish(topic, 41 + BURST)).isPositive();
    for (SharingPage page : List.of(second, third)) {
      eventually(() -> assertThat(page.numbers("all")).isEqualTo(numbers(1, 41 + BURST)));
    }
    eventually(() -> assertThat(third.cursor("all")).isEqualTo(second.cursor("all")));

    second.subscribe("own", "own." + means, Map.of());
    publish(server, "own." + means, 1, 1);
    eventually(() -> assertThat(second.numbers("own")).containsExactly(1));
    eventually(() -> assertThat(subscribers("own." + means)).isEqualTo(1));
    second.close();
    eventually(() -> assertThat(subscribers("own." + means)).as("of the closed tab").isZero());
    third.closeClient();
    eventually(() -> assertThat(connections(server)).isZero());
  }

  /** A frozen page has its lock, and gets messages, but its timers and connections do not work. */
  @Test
  void anotherTabTakesOverFromAFrozenTab(@TempDir Path profile) throws IOException {
    eventually(() -> assertThat(connections(server)).isZero());
    String topic = "notify.frozen";
    try (TabbedBrowser browser = TabbedBrowser.open(profile)) {
      TabbedBrowser.Tab leader = openTab(browser, topic);
      TabbedBrowser.Tab follower = openTab(browser, topic);
      publish(server, topic, 1, 5);
      for (TabbedBrowser.Tab tab : List.of(leader, follower)) {
        eventually(() -> assertThat(tab.numbers("got")).isEqualTo(numbers(1, 5)));
      }
      eventually(() -> assertThat(connections(server)).isEqualTo(1));

      leader.freeze();
      publish(server, topic, 6, 10);

      eventually(() -> assertThat(follower.numbers("got")).isEqualTo(numbers(1, 10)));
      leader.resume();
      publish(server, topic, 11, 15);
      for (TabbedBrowser.Tab tab : List.of(leader, follower)) {
        eventually(() -> assertThat(tab.numbers("got")).isEqualTo(numbers(1, 15)));
      }
      eventually(() -> assertThat(connections(server)).isEqualTo(1));
    }
  }

  /** Opens a tab that does not notice that it is frozen. */
  private static TabbedBrowser.Tab openTab(TabbedBrowser browser, String topic) {
    TabbedBrowser.Tab tab = browser.openTab("about:blank");
    tab.addScript(
        "delete globalThis.SharedWorker;"
            + "addEventListener('freeze', event => event.stopImmediatePropagation(), true)");
    tab.evaluate("location.href = '" + server.origin() + SharingPage.DOCUMENT + "'");
    eventually(
        () ->
            assertThat(tab.evaluate("location.pathname + ' ' + document.readyState"))
                .isEqualTo(SharingPage.DOCUMENT + " complete"));
    tab.evaluate(
        """
        (async () => {
          const {connect} = await import('/client/feedhorn.js');
          window.got = [];
          window.feed = connect(location.origin, {share: true, transports: ['websocket']});
          feed.subscribe('%s', ({data}) => got.push(data.n), {conflate: false});
        })()
        """
            .formatted(topic));
    eventually(() -> assertThat(tab.evaluate("feed.state.status")).isEqualTo("live"));
    return tab;
  }

  @ParameterizedTest
  @ValueSource(strings = {"worker", "locks"})
  void tabsWithDifferentTokensShareNothing(String means) {
    eventually(() -> assertThat(connections(privateServer)).isZero());
    BrowserContext context = context(means);
    String topicOfAlice = "notify.alice-" + means;
    String topicOfBob = "notify.bob-" + means;
    String alice = token(topicOfAlice, false);
    String bob = token(topicOfBob, false);
    SharingPage first = openPrivate(context, alice).subscribe("own", topicOfAlice, EVERY);
    SharingPage second = openPrivate(context, alice).subscribe("own", topicOfAlice, EVERY);
    SharingPage other = openPrivate(context, bob).subscribe("own", topicOfBob, EVERY);
    for (SharingPage page : List.of(first, second, other)) {
      eventually(() -> assertThat(page.status()).startsWith("live"));
    }
    eventually(() -> assertThat(connections(privateServer)).isEqualTo(2));

    publish(privateServer, topicOfAlice, 1, 3);
    publish(privateServer, topicOfBob, 11, 13);

    eventually(() -> assertThat(first.numbers("own")).isEqualTo(numbers(1, 3)));
    eventually(() -> assertThat(second.numbers("own")).isEqualTo(numbers(1, 3)));
    eventually(() -> assertThat(other.numbers("own")).isEqualTo(numbers(11, 13)));
    other.subscribe("alien", topicOfAlice, EVERY);
    eventually(() -> assertThat(other.problems()).containsExactly("error forbidden"));
    assertThat(other.numbers("alien")).isEmpty();
    assertThat(first.problems()).isEmpty();
  }

  /** A tab whose token is refused gets another one, and then shares with those that have it. */
  @Test
  void tabsMeetAgainWithTheirNextToken() {
    eventually(() -> assertThat(connections(privateServer)).isZero());
    BrowserContext context = context("worker");
    String good = token("notify.>", false);
    List<SharingPage> pages =
        Stream.of("refused-1", "refused-2")
            .map(
                refused ->
                    openPrivate(context, List.of(refused, good))
                        .subscribe("own", "notify.next", EVERY))
            .toList();

    for (SharingPage page : pages) eventually(() -> assertThat(page.status()).startsWith("live"));

    publish(privateServer, "notify.next", 1, 3);
    for (SharingPage page : pages) {
      eventually(() -> assertThat(page.numbers("own")).isEqualTo(numbers(1, 3)));
      assertThat(page.problems()).isEmpty();
    }
    eventually(() -> assertThat(connections(privateServer)).isEqualTo(1));
    SharingPage last = openPrivate(context, "refused-3").subscribe("own", "notify.next", EVERY);
    eventually(() -> assertThat(last.status()).isEqualTo("unauthorized null"));
    assertThat(last.problems()).containsExactly("error unauthorized");
  }

  private static SharingPage openPrivate(BrowserContext context, Object token) {
    return SharingPage.open(context, privateServer.origin(), Map.of("token", token));
  }

  @Test
  void withoutWorkersAndLocksEachTabHasItsOwnConnection() {
    eventually(() -> assertThat(connections(server)).isZero());
    BrowserContext context = context("none");
    publish(server, "notify.none", 1, 1);
    List<SharingPage> pages =
        Stream.of(1, 2)
            .map(each -> open(context, "websocket").subscribe("all", "notify.none", EVERY))
            .toList();

    for (SharingPage page : pages) {
      eventually(() -> assertThat(page.numbers("all")).containsExactly(1));
    }
    eventually(() -> assertThat(connections(server)).isEqualTo(2));
  }
}
