package io.feedhorn.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Page;
import io.feedhorn.transport.Command;
import io.feedhorn.transport.NodeScripts;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The npm package in a page that Vite has built, with the server that it reads. */
@Timeout(300)
class ViteIT {
  private static final Duration TIMEOUT = Duration.ofSeconds(60);

  @RegisterExtension static final Chromium chromium = new Chromium();

  @Test
  void aPageThatViteHasBuiltReadsPublishesAndSharesItsConnection() throws Exception {
    if (!Command.isInstalled("npm", "--version")) {
      NodeScripts.skipTest("npm is not on the path: the package is not tested with Vite.");
    }
    Path files = new ViteBuild().build();
    try (LiveServer server = LiveServer.start(LiveServer.NO_DATA, files)) {
      server.publish("prices.A", new JsonObject().put("price", 1.5));
      BrowserSession session = chromium.newSession();
      Page page = session.open(server.origin() + "/");
      Page other = session.context().newPage();
      other.navigate(server.origin() + "/");

      for (Page each : new Page[] {page, other}) {
        assertThat(each.locator("#state")).hasText("live sse");
        assertThat(each.locator("#price")).hasText("1: 1.50");
      }
      other.locator("button").click();
      assertThat(other.locator("#receipt")).hasText("published 2");
      assertThat(page.locator("#price")).hasText("2: 2.00");
      await()
          .pollInSameThread()
          .atMost(TIMEOUT)
          .untilAsserted(
              () ->
                  assertThat(metrics(server))
                      .contains("feedhorn_connections{transport=\"sse\"} 1"));
      assertThat(session.requests()).anyMatch(url -> url.contains("/assets/"));
      session.closePage();
      other.close();
    }
  }

  private static String metrics(LiveServer server) throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create(server.origin() + "/metrics")).build(),
            HttpResponse.BodyHandlers.ofString())
        .body();
  }
}
