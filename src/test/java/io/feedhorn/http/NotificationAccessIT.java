package io.feedhorn.http;

import static io.feedhorn.http.AccessFixture.ADMIN;
import static io.feedhorn.http.AccessFixture.SIGNER;
import static io.feedhorn.http.AccessPaths.OK;
import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.http.AccessPaths.AccessPath;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A token reads the notifications of its user and groups, and those for everyone, and no others.
 */
@Timeout(60)
class NotificationAccessIT {
  private static final String U42 =
      SIGNER.token(
          new JsonObject()
              .put("sub", "u42")
              .put("feedhorn", new JsonObject().put("groups", new JsonArray().add("ops"))));
  private static final String NO_USER =
      SIGNER.token(new JsonObject().put("sub", "u42@example.org"));
  private static final String BY_PATTERN =
      SIGNER.token(
          new JsonObject()
              .put("sub", "helpdesk")
              .put(
                  "feedhorn",
                  new JsonObject()
                      .put("subscribe", new JsonArray().add("notify.*"))
                      .put("publish", new JsonArray().add("notify.*"))));

  private static RunningServer server;

  @BeforeAll
  static void publish() {
    server = AccessFixture.server();
    for (String topic :
        List.of("notify.u42", "notify.u43", "notify-group.ops", "notify-group.dev")) {
      publish(topic);
    }
    publish("notify.u42.mail");
    publish("notify-all.everyone");
    publish("notify-all.other");
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static void publish(String topic) {
    String[] headers = AccessPaths.headers(ADMIN);
    assertThat(server.http().post("/v1/topics/" + topic, "{\"n\":1}", headers).statusCode())
        .isEqualTo(201);
  }

  @ParameterizedTest
  @MethodSource("io.feedhorn.http.AccessPathsByName#reading")
  void aTokenReadsWhatIsForItsUser(String name) throws Exception {
    AccessPath path = AccessPathsByName.reading(name);

    for (String topic : List.of("notify.u42", "notify-group.ops", "notify-all.everyone")) {
      assertThat(path.request(server, topic, U42)).as(topic).isEqualTo(OK);
    }
    for (String topic :
        List.of("notify.u43", "notify.u42.mail", "notify-group.dev", "notify-all.other")) {
      assertThat(path.request(server, topic, U42)).as(topic).isEqualTo("forbidden");
      assertThat(path.request(server, topic, null)).as(topic).isEqualTo("unauthorized");
      assertThat(path.request(server, topic, ADMIN)).as(topic).isEqualTo(OK);
    }
    assertThat(path.request(server, "notify-all.everyone", null)).isEqualTo("unauthorized");
    assertThat(path.request(server, "notify-all.everyone", NO_USER)).isEqualTo(OK);
    assertThat(path.request(server, "notify.u42", NO_USER)).isEqualTo("forbidden");
    assertThat(path.request(server, "notify.u43", BY_PATTERN)).isEqualTo(OK);
  }

  @ParameterizedTest
  @MethodSource("io.feedhorn.http.AccessPathsByName#publishing")
  void aUserMayNotSendWithoutTheRightToPublish(String name) throws Exception {
    AccessPath path = AccessPathsByName.publishing(name);

    for (String topic : List.of("notify.u42", "notify-group.ops", "notify-all.everyone")) {
      assertThat(path.request(server, topic, U42)).as(topic).isEqualTo("forbidden");
      assertThat(path.request(server, topic, null)).as(topic).isEqualTo("unauthorized");
    }
    assertThat(path.request(server, "notify.u7", BY_PATTERN)).isEqualTo(OK);
  }

  @Test
  void aPatternWithAWildcardNeedsAGrant() {
    for (String pattern :
        List.of("notify.*", "notify.%3E", "notify-group.*", "notify-all.*", "notify-all.%3E")) {
      assertThat(AccessPaths.get(server, "/v1/updates?topics=" + pattern, U42))
          .as(pattern)
          .isEqualTo("forbidden");
    }
  }

  @Test
  void onlyTheOwnTopicsAreListed() {
    assertThat(topics(U42)).contains("notify.u42", "notify-group.ops", "notify-all.everyone");
    assertThat(topics(U42))
        .doesNotContain("notify.u43", "notify.u42.mail", "notify-group.dev", "notify-all.other");
  }

  @Test
  void aTicketReadsTheSameAsItsToken() throws Exception {
    assertThat(stream("notify.u42")).isEqualTo(OK);
    assertThat(stream("notify-group.ops")).isEqualTo(OK);
    assertThat(stream("notify-all.everyone")).isEqualTo(OK);
    assertThat(stream("notify.u43")).isEqualTo("forbidden");
  }

  private static String stream(String topic) throws Exception {
    String ticket =
        new JsonObject(server.http().post("/v1/tickets", "", AccessPaths.headers(U42)).body())
            .getString("ticket");
    return AccessPaths.stream(server, "/v1/stream?topics=" + topic + "&ticket=" + ticket, null);
  }

  private static List<String> topics(@Nullable String token) {
    JsonObject listing =
        new JsonObject(server.http().get("/v1/topics", AccessPaths.headers(token)).body());
    return listing.getJsonArray("topics").stream()
        .map(topic -> ((JsonObject) topic).getString("topic"))
        .toList();
  }
}
