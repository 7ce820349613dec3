package io.feedhorn.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.feedhorn.app.settings.Settings;
import io.feedhorn.app.settings.SettingsLoader;
import io.feedhorn.demo.DemoOptions;
import io.feedhorn.source.SourceOptions;
import io.feedhorn.source.file.FileOptions;
import io.vertx.core.Vertx;
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
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoSourcesTest {
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final Vertx vertx = Vertx.vertx();
  private final HttpClient client = HttpClient.newHttpClient();
  @TempDir Path folder;

  @AfterEach
  void closeVertx() {
    vertx.close().await();
  }

  private FeedhornServer start(int prices, double pricesRate, int scores, double scoresRate) {
    Settings settings =
        Settings.builder()
            .demo(true)
            .port(0)
            .set("http.drain", "0ms")
            .set("demo.prices.topics", prices)
            .set("demo.prices.rate", pricesRate)
            .set("demo.scores.topics", scores)
            .set("demo.scores.rate", scoresRate)
            .build();
    return FeedhornServer.start(vertx, settings).await();
  }

  private JsonObject get(FeedhornServer server, String path) {
    try {
      URI uri = URI.create(server.address() + path);
      HttpRequest request = HttpRequest.newBuilder(uri).build();
      return new JsonObject(client.send(request, HttpResponse.BodyHandlers.ofString()).body());
    } catch (IOException | InterruptedException failure) {
      throw new IllegalStateException(failure);
    }
  }

  private Set<String> topics(FeedhornServer server, String pattern) {
    return get(server, "/v1/topics?limit=100&match=" + pattern).getJsonArray("topics").stream()
        .map(topic -> ((JsonObject) topic).getString("topic").split("\\.", 2)[1])
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void theBoardHasTheInstrumentsOfOneDay() {
    FeedhornServer server = start(12, 20, 6, 20);
    await().atMost(PATIENCE).until(() -> topics(server, "prices.*").size() == 12);

    assertThat(topics(server, "prices.*"))
        .contains("SPX", "AAPL", "FB", "GOOG", "IBM", "MSFT", "SPX-2008", "SPX-2020");
    JsonObject apple = get(server, "/v1/topics/prices.AAPL").getJsonObject("data");
    assertThat(apple.encode())
        .matches(
            "\\{\"name\":\"Apple\",\"date\":\"2012-05-18\",\"clock\":\\d+,\"speed\":500,"
                + "\"price\":\\d+\\.\\d+,\"open\":533\\.96,\"high\":\\d+\\.\\d+,"
                + "\"low\":\\d+\\.\\d+,\"previousClose\":530\\.12}");
    await().atMost(PATIENCE).until(() -> topics(server, "scores.*").size() == 6);
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                topics(server, "scores.table.*")
                    .containsAll(Set.of("table.english-premier-league", "table.serie-a")));
    JsonObject table =
        get(server, "/v1/topics/scores.table.english-premier-league").getJsonObject("data");
    assertThat(table.getJsonArray("rows")).hasSize(20);
    JsonObject status = get(server, "/v1/topics/sys.sources.demo-scores").getJsonObject("data");
    assertThat(status.getInteger("errors")).isZero();
    server.stop().await();
  }

  @Test
  void thereAreAsManyTopicsAsTheSettingsAskFor() {
    FeedhornServer few = start(3, 20, 2, 20);
    await().atMost(PATIENCE).until(() -> topics(few, "scores.table.*").size() > 1);
    await().atMost(PATIENCE).until(() -> topics(few, "prices.*").size() >= 3);
    await().atMost(PATIENCE).until(() -> topics(few, "scores.*").size() >= 2);
    assertThat(topics(few, "prices.*")).containsExactly("AAPL", "GOOG", "SPX");
    assertThat(topics(few, "scores.*")).containsExactly("match-1", "match-2");
    few.stop().await();

    FeedhornServer many = start(26, 20, 12, 20);
    await().atMost(PATIENCE).until(() -> topics(many, "prices.*").size() == 26);
    assertThat(topics(many, "prices.*")).contains("MSFT", "MSFT-2", "SPX-2008-2", "AAPL-3");
    JsonObject copy = get(many, "/v1/topics/prices.AAPL-3").getJsonObject("data");
    assertThat(copy.getString("name")).isEqualTo("Apple (3)");
    await().atMost(PATIENCE).until(() -> topics(many, "scores.*").size() >= 12);
    assertThat(topics(many, "scores.*")).hasSize(12);
    many.stop().await();
  }

  @Test
  void aRateOrANumberOfZeroStopsAFeed() {
    assertThat(names(new DemoOptions(true, 12, 0, 6, 1))).containsExactly("demo-scores");
    assertThat(names(new DemoOptions(true, 12, 4, 0, 1)))
        .containsExactly("demo-index", "demo-prices");
    assertThat(names(new DemoOptions(false, 12, 4, 6, 1))).isEmpty();
  }

  private static List<String> names(DemoOptions demo) {
    return DemoSources.of(demo).stream().map(SourceOptions::name).toList();
  }

  @Test
  void theSpeedsAreThoseOfTheFileAtTheDefaultRates() {
    Map<String, Double> speeds =
        DemoSources.of(new DemoOptions(true, 12, 4, 6, 0.2)).stream()
            .collect(
                Collectors.toMap(
                    SourceOptions::name, source -> ((FileOptions) source.connection()).speed()));

    assertThat(speeds)
        .isEqualTo(Map.of("demo-index", 100.0, "demo-prices", 100.0, "demo-scores", 36.0));
  }

  /** Everybody can take the file as a start for sources of their own. */
  @Test
  void theFileIsOneOfSettings() {
    Path file = Path.of("conf/demo/feeds.yaml").toAbsolutePath();
    List<SourceOptions> sources = new SettingsLoader(folder, Map.of()).read(file, null).sources();

    assertThat(sources).extracting(SourceOptions::name).hasSize(3);
    assertThat(sources.subList(0, 2)).isEqualTo(DemoSources.of(new DemoOptions(true, 12, 4, 0, 0)));
  }
}
