package io.feedhorn.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests of the responses for pages and their files. */
class PagesIT {
  private static final Path WEBROOT = Path.of("webroot");

  /** The page for unknown paths, which opens no connection. */
  private static final String NOT_FOUND_PAGE = "/404.html";

  private static final String API_PAGE = "/api.html";

  private static final Pattern HREF = Pattern.compile("href=\"([^\"]*)\"");

  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private static final Map<String, String> TYPES =
      Map.of(
          "html", "text/html;charset=UTF-8",
          "css", "text/css;charset=UTF-8",
          "js", "text/javascript;charset=UTF-8",
          "svg", "image/svg+xml",
          "png", "image/png",
          "yaml", "application/yaml",
          "ts", "text/plain;charset=UTF-8");

  @RegisterExtension static final Chromium chromium = new Chromium();

  private static LiveServer server;

  @BeforeAll
  static void start() {
    server = LiveServer.start(LiveServer.DEMO_DATA);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  static List<String> assets() throws IOException {
    try (Stream<Path> files = Files.walk(WEBROOT)) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> "/" + WEBROOT.relativize(file))
          .sorted()
          .toList();
    }
  }

  static List<String> pages() throws IOException {
    return assets().stream()
        .filter(path -> path.endsWith(".html") && !path.equals(NOT_FOUND_PAGE))
        .toList();
  }

  private static HttpResponse<String> get(String url) throws IOException, InterruptedException {
    return HTTP.send(
        HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofString());
  }

  @ParameterizedTest
  @MethodSource("assets")
  void everyFileIsServedWithItsMediaType(String path) throws Exception {
    HttpResponse<byte[]> response =
        HTTP.send(
            HttpRequest.newBuilder(URI.create(server.origin() + path)).build(),
            HttpResponse.BodyHandlers.ofByteArray());

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body()).isEqualTo(Files.readAllBytes(WEBROOT.resolve(path.substring(1))));
    assertThat(response.headers().firstValue("content-type"))
        .hasValue(TYPES.get(path.substring(path.lastIndexOf('.') + 1)));
    assertThat(response.headers().firstValue("x-content-type-options")).hasValue("nosniff");
    assertThat(response.headers().firstValue("cache-control")).hasValue("no-cache");
  }

  @ParameterizedTest
  @MethodSource("assets")
  void headReturnsTheHeadersOfGet(String path) throws Exception {
    HttpResponse<String> response =
        HTTP.send(
            HttpRequest.newBuilder(URI.create(server.origin() + path))
                .method("HEAD", HttpRequest.BodyPublishers.noBody())
                .build(),
            HttpResponse.BodyHandlers.ofString());

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("content-type"))
        .hasValue(TYPES.get(path.substring(path.lastIndexOf('.') + 1)));
    assertThat(response.headers().firstValueAsLong("content-length"))
        .hasValue(Files.size(WEBROOT.resolve(path.substring(1))));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/nothing.html", "/a/b/c", "/client/nothing.js"})
  void anUnknownPathIsAnHtmlPageForABrowser(String path) throws Exception {
    for (String method : List.of("GET", "HEAD")) {
      HttpResponse<String> response =
          HTTP.send(
              HttpRequest.newBuilder(URI.create(server.origin() + path))
                  .header("Accept", "text/html,application/xhtml+xml,*/*;q=0.8")
                  .method(method, HttpRequest.BodyPublishers.noBody())
                  .build(),
              HttpResponse.BodyHandlers.ofString());

      assertThat(response.statusCode()).isEqualTo(404);
      assertThat(response.headers().firstValue("content-type")).hasValue("text/html;charset=UTF-8");
      assertThat(response.headers().firstValueAsLong("content-length"))
          .hasValue(Files.size(WEBROOT.resolve(NOT_FOUND_PAGE.substring(1))));
    }

    BrowserSession session = chromium.newSession().expectingRefusals();
    session.open(server.origin() + path);
    assertThat(session.page().locator("h1")).hasText("Page not found");
    assertThat(session.page().locator(".note")).hasCSS("text-align", "center");
  }

  @Test
  void anUnknownApiPathIsAProblemDocument() throws Exception {
    HttpResponse<String> response =
        HTTP.send(
            HttpRequest.newBuilder(URI.create(server.origin() + "/v1/nothing"))
                .header("Accept", "text/html")
                .build(),
            HttpResponse.BodyHandlers.ofString());

    assertThat(response.statusCode()).isEqualTo(404);
    assertThat(response.headers().firstValue("content-type")).hasValue("application/problem+json");
  }

  @ParameterizedTest
  @MethodSource("pages")
  void everyPageHasTitleDescriptionAndImageForLinkPreviews(String path) throws Exception {
    Page page = chromium.newSessionWithReducedMotion().open(server.origin() + path);

    assertThat(page).hasTitle(Pattern.compile("Feedhorn"));
    for (String name : List.of("og:title", "og:description", "og:image:alt")) {
      assertThat(page.locator("meta[property='" + name + "']").getAttribute("content"))
          .as(name)
          .hasSizeGreaterThan(10);
    }
    String picture = page.locator("meta[property='og:image']").getAttribute("content");
    assertThat(get(server.origin() + picture).statusCode()).isEqualTo(200);
  }

  @Test
  void theFirstPageDescribesTheServerAndItsLinksWork() throws Exception {
    Page page = chromium.newSessionWithReducedMotion().open(server.origin());

    assertThat(page.locator("h1"))
        .hasText("Feedhorn pushes every change to every open page within milliseconds.");
    List<?> links =
        (List<?>) page.locator("a[href^='/']").evaluateAll("all => all.map(a => a.href)");
    assertThat(links).map(String::valueOf).contains(server.origin() + "/openapi.yaml");
    for (Object link : links) {
      assertThat(get(String.valueOf(link)).statusCode()).as(String.valueOf(link)).isEqualTo(200);
    }
  }

  @Test
  void theDashboardIsServedAtTheRoot() throws Exception {
    assertThat(get(server.origin() + "/").body())
        .isEqualTo(Files.readString(WEBROOT.resolve("index.html")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/nothing.html", "/client/", "/client/nothing.js", "/../pom.xml", "/.env"})
  void anUnknownFileIsNotFound(String path) throws Exception {
    HttpResponse<String> response = get(server.origin() + path);

    assertThat(response.statusCode()).isEqualTo(404);
    assertThat(response.body()).contains("\"code\":\"not_found\"");
  }

  @ParameterizedTest
  @MethodSource("pages")
  void aPageConnectsOnlyToItsOwnServer(String path) {
    BrowserSession session = chromium.newSessionWithReducedMotion();
    session.open(server.origin() + path);
    session.page().locator("#badge[data-tone=live]").waitFor();

    String authority = URI.create(server.origin()).getAuthority();
    assertThat(session.requests())
        .anyMatch(url -> url.startsWith("ws:"))
        .extracting(url -> URI.create(url).getAuthority())
        .containsOnly(authority);
  }

  @Test
  void theHeaderHasTheSameLinksOnAllPages() throws IOException {
    List<String> expected = pageLinks("index.html");

    assertThat(expected).contains("/", "/inspect.html", API_PAGE);
    for (String path : assets().stream().filter(path -> path.endsWith(".html")).toList()) {
      assertThat(pageLinks(path.substring(1))).as(path).isEqualTo(expected);
    }
  }

  private static List<String> pageLinks(String file) throws IOException {
    String html = Files.readString(WEBROOT.resolve(file));
    String links = html.substring(html.indexOf("<nav class=\"pages\""), html.indexOf("</nav>"));
    return HREF.matcher(links).results().map(match -> match.group(1)).toList();
  }

  /** A page can then be served with a policy that forbids both. */
  @ParameterizedTest
  @MethodSource("pages")
  void aPageHasNoInlineScriptOrStyle(String path) throws Exception {
    assertThat(Files.readString(WEBROOT.resolve(path.substring(1))))
        .doesNotContainPattern("(?i)<style")
        .doesNotContainPattern("(?i)<script(?![^>]*\\ssrc=)")
        .doesNotContainPattern("(?i)<[^>]+\\s(style|on[a-z]+)\\s*=")
        .doesNotContainPattern("(?i)=\\s*[\"']?javascript:");
  }

  @ParameterizedTest
  @MethodSource("pages")
  void aPageIsServedWithAPolicyThatForbidsInlineCode(String path) throws Exception {
    assertThat(get(server.origin() + path).headers().firstValue("content-security-policy"))
        .hasValueSatisfying(
            policy -> assertThat(policy).contains("default-src 'self'").doesNotContain("unsafe"));
  }

  /** A violation of the policy is an error in the console, which fails every test. */
  @ParameterizedTest
  @MethodSource("pages")
  void aPageWorksUnderTheStrictestPolicy(String path, @TempDir Path webroot) throws Exception {
    for (String asset : assets()) {
      Path copy = webroot.resolve(asset.substring(1));
      Files.createDirectories(copy.getParent());
      Files.copy(WEBROOT.resolve(asset.substring(1)), copy);
    }
    Path page = webroot.resolve(path.substring(1));
    // Swagger UI is a library that sets HTML itself.
    String policy =
        path.equals(API_PAGE)
            ? STRICT_POLICY.replaceFirst("require-trusted.*'", "")
            : STRICT_POLICY;
    Files.writeString(page, Files.readString(page).replace("<head>", "<head>" + policy));
    try (LiveServer own = LiveServer.start(LiveServer.DEMO_DATA, webroot)) {
      BrowserSession session = chromium.newSession();

      session.open(own.origin() + path + (path.equals("/topic.html") ? "?topic=prices.SPX" : ""));

      session.page().locator("#badge[data-tone=live]").waitFor();
      session
          .page()
          .locator(
              ":is(#prices tbody tr, #people li, #topics tbody tr, #snippet code, #chart canvas, #operations-read-poll, .row[data-row=sockjs][data-status=live])")
          .first()
          .waitFor();
      session.closePage();
    }
  }

  private static final String STRICT_POLICY =
      """
      <meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'self';
        style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'self';
        require-trusted-types-for 'script'">
      """;

  @Test
  void aChangedPageIsServedWithoutARestart(@TempDir Path absolute) throws Exception {
    assertChangesAreServed(absolute);
  }

  @Test
  void aChangedPageInARelativeDirectoryIsServedWithoutARestart(
      @TempDir(factory = TargetTempDirs.class) Path relative) throws Exception {
    assertChangesAreServed(relative);
  }

  private static void assertChangesAreServed(Path webroot) throws IOException {
    Path page = webroot.resolve("index.html");
    Path style = webroot.resolve("style.css");
    String html =
        "<!doctype html><title>%s</title><link rel=stylesheet href=style.css>"
            + "<link rel=icon href=icon.svg><p>Hello";
    Files.writeString(page, html.formatted("before"));
    Files.writeString(style, "p { color: rgb(1, 2, 3) }");
    Files.copy(WEBROOT.resolve("favicon.svg"), webroot.resolve("icon.svg"));
    try (LiveServer own = LiveServer.start(LiveServer.NO_DATA, webroot)) {
      BrowserSession session = chromium.newSession();
      Page shown = session.open(own.origin());
      assertThat(shown).hasTitle("before");
      assertThat(shown.locator("p")).hasCSS("color", "rgb(1, 2, 3)");

      Files.writeString(page, html.formatted("after"));
      Files.writeString(style, "p { color: rgb(3, 2, 1) }");
      shown.reload();

      assertThat(shown).hasTitle("after");
      assertThat(shown.locator("p")).hasCSS("color", "rgb(3, 2, 1)");
    }
  }
}
