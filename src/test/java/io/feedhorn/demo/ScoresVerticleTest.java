package io.feedhorn.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ScoresVerticleTest {
  private static final String TABLE = "scores.table.english-premier-league";

  private final Vertx vertx = Vertx.vertx();
  private final FakeNanoClock clock = new FakeNanoClock();
  private final CapturingPublisher box = CapturingPublisher.on(vertx);

  @AfterEach
  void close() {
    vertx.close();
  }

  @Test
  void startsWithTheTableBeforeTheDay() throws Exception {
    deploy(6, 0.2);
    await().until(() -> box.size() == 1);

    JsonObject table = box.on(TABLE).get(0);
    assertThat(table.getString("division")).isEqualTo("English Premier League");
    assertThat(table.getString("date")).isEqualTo("2016-05-15");
    assertThat(table.getJsonArray("rows").getJsonObject(0).encode())
        .isEqualTo(
            """
            {"club":"Leicester City","played":37,"won":23,"drawn":11,"lost":3,\
            "goalsFor":67,"goalsAgainst":35,"points":80}""");
  }

  @Test
  void publishesTheMatchesOfOneDay() throws Exception {
    deploy(6, 1);
    await().until(() -> box.size() == 1);
    clock.advance(Duration.ofSeconds(1));
    await().until(() -> box.size() == 7);

    assertThat(box.topics())
        .endsWith(
            IntStream.rangeClosed(1, 6).mapToObj(i -> "scores.match-" + i).toArray(String[]::new));
    assertThat(box.on("scores.match-1").get(0).encode())
        .isEqualTo(
            """
            {"division":"English Premier League","date":"2016-05-15","home":"Arsenal",\
            "away":"Aston Villa","homeScore":0,"awayScore":0,"minute":0,"phase":"pre","goal":null}""");
  }

  @Test
  void endsEachMatchWithItsRealScore() throws Exception {
    deploy(6, 60);
    await().until(() -> box.size() == 1);
    clock.advance(Duration.ofSeconds(1));
    await().until(() -> box.on("scores.match-6").size() == 60);

    assertThat(finals("scores.match-1")).contains("2016-05-15 Arsenal 4:0 Aston Villa");
    assertThat(finals("scores.match-2")).contains("2016-05-15 Chelsea 1:1 Leicester City");
    assertThat(finals("scores.match-5"))
        .contains("2016-05-15 Newcastle United 5:1 Tottenham Hotspur");
  }

  @Test
  void publishesTheTableAtTheStartWithEachGoalAndAtTheEnd() throws Exception {
    deploy(1, 60);
    await().until(() -> box.size() == 1);
    clock.advance(Duration.ofSeconds(1));
    await().until(() -> box.on("scores.match-1").size() == 60);

    // Arsenal won 4:0, so: the beginning, four goals and the end.
    assertThat(box.on(TABLE))
        .filteredOn(table -> table.getString("date").equals("2016-05-15"))
        .hasSize(6);
  }

  @Test
  void continuesWithTheNextMatchDay() throws Exception {
    deploy(6, 60);
    await().until(() -> box.size() == 1);
    clock.advance(Duration.ofSeconds(1));
    await().until(() -> box.on("scores.match-6").size() == 60);

    assertThat(box.on("scores.match-6"))
        .extracting(match -> match.getString("date"))
        .isSorted()
        .startsWith("2016-05-15")
        .endsWith("2016-08-13");
  }

  @Test
  void publishesNothingIfTheRateOrTheNumberIsZero() throws Exception {
    deploy(6, 0);
    deploy(0, 1);

    assertThat(box.topics()).isEmpty();
  }

  private List<String> finals(String topic) {
    return box.on(topic).stream()
        .filter(match -> match.getString("phase").equals("full-time"))
        .map(
            match ->
                "%s %s %d:%d %s"
                    .formatted(
                        match.getString("date"),
                        match.getString("home"),
                        match.getInteger("homeScore"),
                        match.getInteger("awayScore"),
                        match.getString("away")))
        .toList();
  }

  private void deploy(int topics, double rate) throws Exception {
    DemoOptions options = new DemoOptions(true, 0, 0, topics, rate);
    vertx
        .deployVerticle(new ScoresVerticle(options, clock))
        .toCompletionStage()
        .toCompletableFuture()
        .get(50, TimeUnit.SECONDS);
  }
}
