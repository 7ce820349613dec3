package io.feedhorn.source.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.feedhorn.json.JsonValues;
import io.feedhorn.source.DocumentedSource;
import io.feedhorn.source.SourceServer;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Runs the recipes for order books against recordings with gaps, duplicates and a reconnection. */
class OrderBookIT {
  private static final String PAGE = "docs/sources.md";
  private static final String QUICK = "heartbeat: 30s\n    backoff: { min: 5ms }";

  private final Vertx vertx = Vertx.vertx();

  @AfterEach
  void close() {
    vertx.close().await();
  }

  private static Map<?, ?> book(SourceServer server, String symbol) {
    Map<?, ?> update = map(JsonValues.parse(server.text("/v1/topics/books." + symbol)));
    return update.get("data") == null ? Map.of() : map(update.get("data"));
  }

  private static Map<?, ?> map(@Nullable Object json) {
    return (Map<?, ?>) Objects.requireNonNull(json);
  }

  /** Returns the levels of a side, each as "price quantity" with all digits. */
  private static List<String> levels(Map<?, ?> book, String side) {
    List<?> levels = (List<?>) Objects.requireNonNull(book.get(side));
    return levels.stream()
        .map(level -> (List<?>) level)
        .map(level -> digits(level.get(0)) + " " + digits(level.get(1)))
        .toList();
  }

  private static String digits(Object number) {
    return number instanceof BigDecimal decimal ? decimal.toPlainString() : number.toString();
  }

  private static void awaitBooks(SourceServer server, Map<String, String> expected, String proof) {
    expected.forEach(
        (symbol, json) -> {
          Map<?, ?> end = map(JsonValues.parse(json));
          Map<?, ?> book =
              await()
                  .atMost(SourceServer.PATIENCE)
                  .until(
                      () -> book(server, symbol),
                      found -> Objects.equals(found.get(proof), end.get(proof)));
          assertThat(levels(book, "bids")).isEqualTo(levels(end, "bids"));
          assertThat(levels(book, "asks")).isEqualTo(levels(end, "asks"));
          assertThat(book.get("symbol")).isEqualTo(symbol);
        });
  }

  @Test
  void updateIdsJoinSnapshotsOfAUrl() throws Exception {
    RecordedExchange exchange = new RecordedExchange(vertx, "updates.txt");
    try (SourceServer server =
        DocumentedSource.start(
            PAGE,
            "lastUpdateId",
            Map.of(
                "wss://stream.binance.com:9443",
                "ws://" + exchange.address(),
                "https://api.binance.com",
                "http://" + exchange.address(),
                "heartbeat: 30s",
                QUICK),
            "binance:",
            "test:")) {
      Map<String, String> expected = exchange.play();

      awaitBooks(server, expected, "id");
      assertThat(expected).hasSize(2);
      assertThat(exchange.surplus()).isZero();
      assertThat(server.errors(2))
          .extracting(error -> error.getString("kind") + ", " + error.getString("reason"))
          .hasSize(2)
          .allMatch(error -> error.matches("gap, gap: the event up to \\d+ of \\w+ follows .*"));
      JsonObject books = new JsonObject().put("live", 2).put("waiting", 0);
      // Two gaps, the answer 429, and the end of the first connection.
      JsonObject status =
          server.status(
              s ->
                  s.getInteger("errors") == 4
                      && s.getString("state").equals("live")
                      && books.equals(s.getJsonObject("books")));
      assertThat(status.getDouble("lag")).isPositive();
    }
  }

  @Test
  void aWrongCheckSumIsRepairedByANewSubscription() throws Exception {
    RecordedExchange exchange = new RecordedExchange(vertx, "checksums.txt");
    try (SourceServer server =
        DocumentedSource.start(
            PAGE,
            "kraken:",
            Map.of("wss://ws.kraken.com", "ws://" + exchange.address(), "heartbeat: 30s", QUICK),
            "kraken:",
            "test:")) {
      Map<String, String> expected = exchange.play();

      awaitBooks(server, expected, "checksum");
      assertThat(expected).hasSize(2);
      assertThat(exchange.surplus()).isZero();
      assertThat(server.errors(3))
          .extracting(error -> error.getString("kind") + ", " + error.getString("reason"))
          .hasSize(3)
          .allMatch(error -> error.matches("gap, gap: the check sum of \\S+ is \\d+, .*"));
    }
  }
}
