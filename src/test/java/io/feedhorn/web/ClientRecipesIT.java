package io.feedhorn.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import io.feedhorn.docs.DocumentBlock;
import io.feedhorn.docs.ShellSession;
import io.feedhorn.transport.Command;
import io.feedhorn.transport.NodeScripts;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Runs the examples of {@code docs/client.md}. Only ports are replaced. */
@Timeout(180)
class ClientRecipesIT {
  private static final Duration TIMEOUT = Duration.ofSeconds(60);
  private static final int INSTRUMENTS = 12;

  @RegisterExtension static final Chromium CHROMIUM = new Chromium();

  /** The signal of a timeout, which passes soon after the first line that is printed. */
  private static final String END_AFTER_A_LINE =
      """
      const ended = new AbortController();
      const print = console.log;
      console.log = (...line) => {
        print(...line);
        setTimeout(() => ended.abort(new DOMException('The time is over', 'TimeoutError')), 100);
      };
      """;

  private record Document(String type, String text) {}

  private static Vertx vertx;
  private static HttpServer siteServer;
  private static volatile Map<String, Document> site = Map.of();
  private static LiveServer server;

  @BeforeAll
  static void startServers() {
    vertx = Vertx.vertx();
    siteServer =
        vertx
            .createHttpServer()
            .requestHandler(ClientRecipesIT::answer)
            .listen(0, "127.0.0.1")
            .await();
    server = LiveServer.start(LiveServer.DEMO_DATA);
    server.stop();
    server.allowOrigin(origin());
    server.restart();
  }

  @AfterAll
  static void stopServers() {
    server.close();
    vertx.close().await();
  }

  private static String recipe(String language) {
    String port = Integer.toString(server.port());
    return DocumentBlock.of("docs/client.md", language).text().replace("8080", port);
  }

  @Test
  void aPlainPageShowsThePriceAndItsAge() {
    Page page = open("text/html", recipe("html"));

    assertThat(page.locator("#price"))
        .hasText(Pattern.compile("^\\d+(\\.\\d+)? \\(\\d+ ms old\\)$"));
    assertThat(page.evaluate("document.characterSet")).isEqualTo("UTF-8");
    assertThat(page.evaluate("document.compatMode")).isEqualTo("CSS1Compat");
  }

  @Test
  void aReactComponentIsRenderedOnTheServerAndHydratedInTheBrowser() throws IOException {
    requireProgram("npm");
    ReactBuild build = new ReactBuild(recipe("jsx"));
    String rendered = build.renderOnServer().strip();
    assertThat(rendered).startsWith("<p>connecting").endsWith("<ul></ul>");
    String html =
        """
        <!doctype html><meta charset=utf-8><link rel=icon href=data:,><title>React</title>
        <div id=root>%s</div>
        <script type=module>%s</script>
        """;

    Page page = open("text/html; charset=utf-8", html.formatted(rendered, build.browserScript()));

    assertThat(page.locator("li")).hasCount(INSTRUMENTS);
    assertThat(page.locator("li").first())
        .hasText(Pattern.compile("^prices\\.\\S+ \\d+(\\.\\d+)?$"));
    assertThat(page.locator("p")).hasText("live websocket");
    String shown = page.locator("ul").textContent();
    assertThat(page.locator("ul")).not().hasText(shown);
  }

  @Test
  void aNodeProgramPrintsUpdatesAndExits(@TempDir Path folder) throws IOException {
    requireProgram("node");
    String code = recipe("js");
    assertThat(code).contains("AbortSignal.timeout(60_000)").contains("// curl -O http");
    String download = code.lines().findFirst().orElseThrow().replaceFirst(".*// (curl)", "$1 -sS");
    Files.writeString(
        folder.resolve("scores.mjs"),
        END_AFTER_A_LINE + code.replace("AbortSignal.timeout(60_000)", "ended.signal"));

    Command.Result result =
        Command.run(folder, TIMEOUT, List.of("bash", "-ec", download + "\nexec node scores.mjs"));

    assertThat(result.output()).containsPattern("(?m)^scores\\.\\S+ \\{");
    assertThat(result.code()).as(result.output()).isZero();
  }

  @Test
  void aJavaProgramContinuesFromItsCursor(@TempDir Path folder) throws IOException {
    Files.writeString(folder.resolve("Prices.java"), recipe("java"));
    String twoPolls = "((?:\\{\"type\":\"update\",\"topic\":\"prices\\.[^\n]*\n){%d})";

    try (ShellSession program =
        ShellSession.start(
            folder,
            Map.of("CLASSPATH", System.getProperty("java.class.path")),
            "exec java Prices.java")) {
      program.awaitMatch(Pattern.compile(twoPolls.formatted(3 * INSTRUMENTS)));
      assertThat(program.output().lines()).doesNotHaveDuplicates();
    }
  }

  /** Opens a page of another origin that is served with a content type. */
  private static Page open(String contentType, String html) {
    site = Map.of("/", new Document(contentType, html));
    return CHROMIUM.newSession().open(origin() + "/");
  }

  private static void answer(HttpServerRequest request) {
    Document document = site.getOrDefault(request.path(), new Document("text/plain", ""));
    request.response().putHeader("Content-Type", document.type).end(document.text);
  }

  private static String origin() {
    return "http://localhost:" + siteServer.actualPort();
  }

  private static void requireProgram(String program) {
    if (!Command.isInstalled(program, "--version")) {
      NodeScripts.skipTest(program + " is not installed: an example is not tested.");
    }
  }
}
