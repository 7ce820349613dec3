package io.feedhorn.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import io.feedhorn.app.FeedhornServer;
import io.feedhorn.app.settings.Settings;
import io.feedhorn.app.settings.SettingsLoader;
import io.feedhorn.docs.DocumentBlock;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Runs the recipe of the README, from a REST URL to a page that moves. */
class RestUrlIT {
  @RegisterExtension static final Chromium chromium = new Chromium();

  private final Vertx vertx = Vertx.vertx();
  @TempDir Path folder;
  private final AtomicInteger requests = new AtomicInteger();

  @AfterEach
  void close() {
    vertx.close().await();
  }

  @Test
  void tenLinesOfYamlMakeAPageMove() throws IOException {
    HttpServer upstream =
        vertx
            .createHttpServer()
            .requestHandler(
                request ->
                    request
                        .response()
                        .putHeader("Content-Type", "application/json")
                        .end(
                            "{\"rates\":[{\"currency\":\"EUR\",\"price\":%d.5},{\"currency\":\"CHF\",\"price\":1.12}]}"
                                .formatted(requests.incrementAndGet())))
            .listen(0, "127.0.0.1")
            .await();
    String recipe = DocumentBlock.of("README.md", "yaml").text();
    assertThat(recipe.strip().lines()).hasSize(10);
    Path file = folder.resolve("rates.yaml");
    Files.writeString(
        file,
        recipe
            .replace("localhost:9000", "localhost:" + upstream.actualPort())
            .replace("every: 5s", "every: 100ms"));

    Settings settings =
        new SettingsLoader(folder, Map.of("FEEDHORN_HTTP_PORT", "0")).read(file, null);
    // Closed with Vert.x, after the check of the page's console.
    FeedhornServer server = FeedhornServer.start(vertx, settings).await();
    DashboardPage page =
        new DashboardPage(chromium.newSession().open("http://127.0.0.1:" + server.port()));

    assertThat(page.rows()).hasCount(2);
    assertThat(page.row("prices.CHF").locator(".price")).hasText("1.12");
    Locator euro = page.row("prices.EUR");
    assertThat(euro.locator(".name")).hasText("EUR");
    assertThat(euro.locator(".price")).hasText(Pattern.compile("^[\\d,]+\\.50$"));
    page.awaitPriceChange(euro);
    page.awaitPriceChange(euro);
  }
}
