package io.feedhorn.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.feedhorn.http.CorsOptions;
import io.feedhorn.http.RunningServer;
import io.feedhorn.http.ServerSetup;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A page that the browser prerenders connects when the user opens it. */
class PrerenderedPageIT {
  private static final int PATIENCE_SECONDS = 90;

  /** Opens the other page as a user would, when that has begun without being seen. */
  private static final String FIRST =
      """
      <script type=speculationrules>
        {"prerender": [{"source": "list", "urls": ["/next"], "eagerness": "immediate"}]}
      </script>
      <script>fetch('/wait').then(() => location.href = '/next')</script>
      """;

  /** Tells if the page was seen when it began, and when it tried a transport. */
  private static final String NEXT =
      """
      <script type=module>
        import {connect} from 'SERVER/client/feedhorn.js';
        const tried = [];
        const feed = connect('SERVER', OPTIONS);
        feed.on('state', ({status, transport, trying}) => {
          if (trying) tried.push(!document.prerendering);
          if (status === 'live') fetch('/live?q=' + JSON.stringify({transport, tried}));
        });
        fetch('/begun?q=' + !document.prerendering);
      </script>
      """;

  private final Vertx vertx = Vertx.vertx();
  private final Promise<String> begun = Promise.promise();
  private final Promise<String> live = Promise.promise();
  private HttpServer pages;
  private RunningServer server;
  private String next = "";

  @BeforeEach
  void start() {
    pages = vertx.createHttpServer().requestHandler(this::answer).listen(0, "127.0.0.1").await();
    CorsOptions cors = new CorsOptions(List.of(origin()), List.of());
    server = RunningServer.with(ServerSetup.DEFAULT.cors(cors));
  }

  @AfterEach
  void stop() {
    server.close();
    vertx.close().await();
  }

  private String origin() {
    return "http://127.0.0.1:" + pages.actualPort();
  }

  private void answer(HttpServerRequest request) {
    String query = request.params().contains("q") ? request.getParam("q") : "";
    switch (request.path()) {
      case "/first" -> html(request, FIRST);
      case "/next" -> html(request, next);
      case "/wait" -> begun.future().onSuccess(seen -> request.response().end());
      case "/begun" -> {
        begun.tryComplete(query);
        request.response().end();
      }
      case "/live" -> {
        live.tryComplete(query);
        request.response().end();
      }
      default -> request.response().setStatusCode(204).end();
    }
  }

  private static void html(HttpServerRequest request, String body) {
    request.response().putHeader("Content-Type", "text/html").end("<!doctype html>" + body);
  }

  private static String result(Promise<String> of) {
    return of.future()
        .toCompletionStage()
        .toCompletableFuture()
        .orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
        .join();
  }

  /** Starts a browser without DevTools, with which it prerenders nothing. */
  private static Process open(Path profile, String url) throws IOException {
    List<String> command = new ArrayList<>(List.of(InstalledChromium.whole().toString()));
    command.addAll(BrowserPool.ARGUMENTS);
    command.addAll(List.of("--headless", "--user-data-dir=" + profile, url));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"websocket | {}", "sse       | {transports: ['sse']}", "websocket | {share: true}"})
  void connectsWhenTheUserOpensIt(String transport, String options, @TempDir Path profile)
      throws IOException {
    next = NEXT.replace("SERVER", server.address()).replace("OPTIONS", options);
    Process browser = open(profile, origin() + "/first");
    try {
      assertThat(result(begun)).isEqualTo("false");
      JsonObject seen = new JsonObject(result(live));
      assertThat(seen.getString("transport")).isEqualTo(transport);
      assertThat(seen.getJsonArray("tried").stream()).isNotEmpty().doesNotContain(false);
    } finally {
      List<ProcessHandle> helpers = browser.descendants().toList();
      browser.destroy();
      // They may write to the profile until they end.
      await()
          .atMost(Duration.ofSeconds(PATIENCE_SECONDS))
          .until(() -> !browser.isAlive() && helpers.stream().noneMatch(ProcessHandle::isAlive));
    }
  }
}
