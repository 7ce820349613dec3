package io.feedhorn.http;

import static io.feedhorn.http.AccessFixture.ADMIN;
import static io.feedhorn.http.AccessFixture.SIGNER;
import static io.feedhorn.http.AccessPaths.OK;
import static io.feedhorn.http.ProblemAssert.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The right to use a reader, and to see its moves. */
@Timeout(60)
class ReaderAccessIT {
  private static RunningServer server;

  @BeforeAll
  static void startServer() {
    server = AccessFixture.server();
  }

  @AfterAll
  static void stopServer() {
    server.close();
  }

  private static String token(@Nullable String sub, @Nullable List<String> readers) {
    JsonObject claim = new JsonObject().put("subscribe", new JsonArray().add("orders.>"));
    if (readers != null) {
      claim.put("readers", new JsonArray(readers));
    }
    JsonObject claims = new JsonObject().put("feedhorn", claim);
    return SIGNER.token(sub == null ? claims : claims.put("sub", sub));
  }

  private static String poll(String reader, @Nullable String token) {
    return AccessPaths.get(server, "/v1/updates?topics=orders.eu.*&reader=" + reader, token);
  }

  @ParameterizedTest
  @CsvSource({
    "alice, alice, ok",
    "alice, alice.phone, ok",
    "alice, alice.phone.1, forbidden",
    "alice, alicex, forbidden",
    "alice, alice-phone, forbidden",
    "alice, bob, forbidden",
    "alice, bob.alice, forbidden",
    "alice.smith, alice.smith.phone, ok",
    "alice.smith, alice.smith, forbidden",
    "alice.smith, alice, forbidden",
    "*, bob, forbidden",
    ">, bob, forbidden",
    "*, bob.phone, forbidden",
    "a user, bob, forbidden",
    "'', bob, forbidden"
  })
  void withoutTheClaimATokenMayUseTheReadersOfItsSubject(String sub, String reader, String result) {
    assertThat(poll(reader, token(sub, null))).isEqualTo(result.equals("ok") ? OK : result);
  }

  @ParameterizedTest
  @CsvSource({
    "team.*, team.a, ok",
    "team.*, team, forbidden",
    "team.>, team.a.b, ok",
    "*, anyone, ok",
    "*, any.one, forbidden",
    ">, any.one, ok",
    "alice, alice, ok",
    "alice, alice.phone, forbidden"
  })
  void theClaimReplacesTheSubject(String granted, String reader, String result) {
    String token = token("subject", List.of(granted));

    assertThat(poll(reader, token)).isEqualTo(result.equals("ok") ? OK : result);
    assertThat(poll("subject", token))
        .isEqualTo(granted.equals("*") || granted.equals(">") ? OK : "forbidden");
  }

  @Test
  void anEmptyClaimGrantsNoReader() {
    assertThat(poll("alice", token("alice", List.of()))).isEqualTo("forbidden");
  }

  @ParameterizedTest
  @ValueSource(strings = {"[7]", "\"alice\"", "{}", "[\"a..b\"]", "[\"a b\"]", "[\">.a\"]"})
  void aClaimOfAnotherTypeIsUnauthorized(String claim) {
    String claims = "{\"sub\":\"alice\",\"feedhorn\":{\"readers\":" + claim + "}}";

    assertThat(poll("alice", SIGNER.token(new JsonObject(claims)))).isEqualTo("unauthorized");
  }

  /** Subscribes a reader, and returns the cursor after what it got. */
  private static String cursor(String reader, String token) {
    String path = "/v1/updates?topics=orders.eu.*&reader=" + reader;
    return new JsonObject(server.http().get(path, AccessPaths.headers(token)).body())
        .getString("cursor");
  }

  @Test
  void everyEndpointNeedsTheRight() {
    String own = token("carol", null);
    String body = new JsonObject().put("cursor", cursor("carol", own)).encode();
    String other = token("dave", null);

    for (String token : new String[] {other, null}) {
      int status = token == null ? 401 : 403;
      String code = token == null ? "unauthorized" : "forbidden";
      String[] headers = AccessPaths.headers(token);
      assertProblem(server.http().get("/v1/readers/carol", headers), status, code);
      assertProblem(server.http().post("/v1/readers/carol/ack", body, headers), status, code);
      assertProblem(
          server.http().exchange("DELETE", "/v1/readers/carol", null, headers), status, code);
      assertThat(AccessPaths.get(server, "/v1/topics/sys.readers.carol", token)).isEqualTo(code);
    }
    for (String token : List.of(own, ADMIN)) {
      String[] headers = AccessPaths.headers(token);
      assertThat(server.http().get("/v1/readers/carol", headers).statusCode()).isEqualTo(200);
      assertThat(server.http().post("/v1/readers/carol/ack", body, headers).statusCode())
          .isEqualTo(200);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"polling", "stream", "websocket", "bridge"})
  void whoMayUseAReaderMayReadItsMoves(String name) throws Exception {
    AccessPaths.AccessPath access = AccessPathsByName.reading(name);
    String erin = token("erin", null);
    for (String reader : List.of("erin", "erin.phone")) {
      String move = new JsonObject().put("cursor", cursor(reader, erin)).encode();
      server.http().post("/v1/readers/" + reader + "/ack", move, AccessPaths.headers(erin));
    }

    assertThat(access.request(server, "sys.readers.erin", erin)).isEqualTo(OK);
    assertThat(access.request(server, "sys.readers.erin.phone", erin)).isEqualTo(OK);
    assertThat(access.request(server, "sys.readers.erin.*", erin)).isEqualTo(OK);
    assertThat(access.request(server, "sys.readers.frank", erin)).isEqualTo("forbidden");
    assertThat(access.request(server, "sys.readers.*", erin)).isEqualTo("forbidden");
    assertThat(access.request(server, "sys.readers.erin", null)).isEqualTo("unauthorized");
  }

  @Test
  void aTicketHasTheReadersOfItsToken() {
    String ticket =
        new JsonObject(
                server
                    .http()
                    .post("/v1/tickets", "", AccessPaths.headers(token("grace", null)))
                    .body())
            .getString("ticket");

    assertThat(
            server
                .http()
                .open("GET", "/v1/stream?topics=orders.eu.*&reader=grace&ticket=" + ticket, null)
                .statusCode())
        .isEqualTo(200);
  }
}
