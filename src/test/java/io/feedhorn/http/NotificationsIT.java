package io.feedhorn.http;

import static io.feedhorn.http.ProblemAssert.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.http.AccessPaths.Conversation;
import io.feedhorn.publish.Publisher;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The values that are accepted as notifications, and snapshots and history of those that end. */
@Timeout(60)
class NotificationsIT {
  private static final String NO_TITLE = "{\"ttl\":10}";
  private static RunningServer server;

  @BeforeAll
  static void start() {
    server = RunningServer.start();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"title\":\"t\"}",
        "{\"title\":\"t\",\"body\":\"\",\"level\":\"error\",\"ttl\":1,\"collapse\":\"k\"}",
        "{\"title\":\"t\",\"ttl\":31536000,\"own\":{\"a\":[1.10]},\"data\":null}",
        "{\"title\":\"t\",\"link\":\"https://example.org/a?b=c#d\",\"icon\":\"/icon.png\"}",
        "{\"title\":\"t\",\"link\":\"HTTP://example.org\"}",
        "{\"title\":\"t\",\"link\":\"a/b:c\"}",
        "{\"title\":\"t\",\"link\":\"?q=a:b\"}",
        "{\"title\":\"t\",\"link\":\"#top\"}",
        "{\"title\":\"t\",\"link\":\"//example.org/a\"}",
        "1",
        "\"text\"",
        "null",
        "[{\"ttl\":0}]",
        "{}",
        "{\"n\":1}",
        "{\"body\":5,\"level\":7,\"link\":\"javascript:alert(1)\"}",
      })
  void notificationsAndPlainDataAreAccepted(String value) {
    for (String feed : List.of("notify", "notify-group", "notify-all")) {
      server.publish(feed + ".u1", value).update(value);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"ttl\":10}|'title'|1 to 200 characters",
        "{\"collapse\":\"k\",\"n\":1}|'title'|1 to 200 characters",
        "{\"title\":\"\"}|'title'|1 to 200 characters",
        "{\"title\":5}|'title'|1 to 200 characters",
        "{\"title\":null,\"ttl\":1}|'title'|1 to 200 characters",
        "{\"title\":\"t\",\"body\":{}}|'body'|at most 4000 characters",
        "{\"title\":\"t\",\"level\":\"fatal\"}|'level'|info, success, warning, error",
        "{\"title\":\"t\",\"ttl\":0}|'ttl'|1 to 31536000",
        "{\"title\":\"t\",\"ttl\":31536001}|'ttl'|1 to 31536000",
        "{\"title\":\"t\",\"ttl\":1.5}|'ttl'|whole number",
        "{\"title\":\"t\",\"ttl\":\"60\"}|'ttl'|whole number",
        "{\"title\":\"t\",\"ttl\":1e400}|'ttl'|whole number",
        "{\"title\":\"t\",\"collapse\":\"\"}|'collapse'|1 to 100 characters",
        "{\"title\":\"t\",\"link\":\"javascript:alert(1)\"}|'link'|http or https",
        "{\"title\":\"t\",\"link\":\" javascript:alert(1)\"}|'link'|http or https",
        "{\"title\":\"t\",\"link\":\"java\\nscript:alert(1)\"}|'link'|http or https",
        "{\"title\":\"t\",\"link\":\"\\\\\\\\example.org\"}|'link'|http or https",
        "{\"title\":\"t\",\"link\":\"data:text/html,a\"}|'link'|http or https",
        "{\"title\":\"t\",\"link\":\"\"}|'link'|http or https",
        "{\"title\":\"t\",\"icon\":\"blob:a\"}|'icon'|http or https",
      })
  void aNotificationThatDoesNotFitIsRefused(String value, String member, String allowed) {
    HttpResponse<String> answer = server.http().post("/v1/topics/notify.u2", value);

    assertProblem(answer, 400, "bad_request");
    assertThat(new JsonObject(answer.body()).getString("detail")).contains(member, allowed);
  }

  @Test
  void longTextsAreRefused() {
    String title = "x".repeat(201);
    String body = "x".repeat(4_001);

    assertProblem(
        server.http().post("/v1/topics/notify.u2", "{\"title\":\"" + title + "\"}"),
        400,
        "bad_request");
    assertProblem(
        server.http().post("/v1/topics/notify.u2", "{\"title\":\"t\",\"body\":\"" + body + "\"}"),
        400,
        "bad_request");
    server.publish("notify.u2", "{\"title\":\"" + "\uD83D\uDE80".repeat(200) + "\"}");
  }

  @Test
  void everyWayToPublishChecksNotifications() throws Exception {
    JsonObject data = new JsonObject(NO_TITLE);
    String line = new JsonObject().put("topic", "notify.u3").put("data", data).encode();
    HttpResponse<String> batch =
        server
            .http()
            .post(
                "/v1/publish",
                line + "\n{\"topic\":\"notify.u3\",\"data\":1}",
                "Content-Type",
                "application/x-ndjson");
    assertThat(batch.body().lines().toList().get(0)).contains("bad_request", "'title'");
    assertThat(batch.body().lines().toList().get(1)).contains("\"topic\":\"notify.u3\"");

    try (Conversation socket = Conversation.open(server, "/v1/ws", null)) {
      socket.send(
          new JsonObject(line).put("type", "publish").put("id", 1).put("topic", "notify.u3"));
      JsonObject error = socket.next("error");
      assertThat(error.getString("code")).isEqualTo("bad_request");
      assertThat(error.getString("message")).contains("'title'");
    }

    try (Conversation bridge = Conversation.open(server, "/eventbus/websocket", null)) {
      bridge.send(
          new JsonObject()
              .put("type", "send")
              .put("address", "feedhorn.publish")
              .put("replyAddress", "r")
              .put("body", new JsonObject(line)));
      assertThat(bridge.next("err").encode()).contains("bad_request", "'title'");
    }

    assertThat(refusal(server, data)).contains("bad_request: ", "'title'");
  }

  private static String refusal(RunningServer server, JsonObject data) {
    try {
      return Publisher.on(server.vertx())
          .publish("notify.u3", data)
          .toCompletionStage()
          .toCompletableFuture()
          .join()
          .encode();
    } catch (CompletionException refused) {
      return String.valueOf(Objects.requireNonNull(refused.getCause()).getMessage());
    }
  }

  @Test
  void anExpiredNotificationIsInNoResponse() {
    String topic = "notify.u4";
    server.publish(topic, "{\"title\":\"brief\",\"ttl\":30}");
    assertThat(server.http().get("/v1/topics/" + topic).body()).contains("brief");
    server.pass(Duration.ofSeconds(31));

    assertProblem(server.http().get("/v1/topics/" + topic), 404, "not_found");
    assertThat(server.http().get("/v1/topics/" + topic).body()).contains("expired");
    assertThat(server.http().get("/v1/topics/" + topic + "/history").body())
        .endsWith("\"updates\":[]}");
    assertThat(server.http().get("/v1/topics?match=" + topic).body())
        .isEqualTo("{\"topics\":[],\"next\":null}");
    ReceiptAssert next = server.publish(topic, "{\"title\":\"next\"}");
    assertThat(next.seq()).isEqualTo(2);
    assertThat(server.http().get("/v1/topics/" + topic).body()).contains("next");
  }

  @Test
  void theSchemaIsServed() {
    HttpResponse<String> answer = server.http().get("/schemas/notification.json");

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/schema+json");
    assertThat(new JsonObject(answer.body()).getJsonObject("properties").fieldNames())
        .containsExactlyInAnyOrder("title", "body", "link", "level", "icon", "ttl", "collapse");
  }
}
