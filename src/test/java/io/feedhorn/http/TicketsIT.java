package io.feedhorn.http;

import static io.feedhorn.http.AccessFixture.GRANTED;
import static io.feedhorn.http.AccessFixture.PRIVATE;
import static io.feedhorn.http.AccessPaths.OK;
import static io.feedhorn.http.AccessPathsByName.register;
import static io.feedhorn.http.AccessPathsByName.subscribe;
import static io.feedhorn.http.ProblemAssert.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tickets in place of tokens. */
@Timeout(60)
class TicketsIT {
  private static RunningServer server;

  @BeforeAll
  static void startServer() {
    server = AccessFixture.server();
  }

  @AfterAll
  static void stopServer() {
    server.close();
  }

  private static String ticket() {
    HttpResponse<String> answer =
        server.http().post("/v1/tickets", "", AccessPaths.headers(GRANTED));
    assertThat(answer.statusCode()).isEqualTo(200);
    JsonObject ticket = new JsonObject(answer.body());
    assertThat(ticket.getLong("expires") - System.currentTimeMillis()).isBetween(1L, 30_000L);
    return ticket.getString("ticket");
  }

  @Test
  void aTicketIsIssuedOnlyForAToken() {
    assertProblem(server.http().post("/v1/tickets", ""), 401, "unauthorized");
    assertProblem(
        server.http().post("/v1/tickets", "", AccessPaths.headers("nonsense")),
        401,
        "unauthorized");
    assertProblem(server.http().post("/v1/tickets?ticket=" + ticket(), ""), 401, "unauthorized");
  }

  @Test
  void aTicketCanBeUsedOnceOnEveryPathForClientsWithoutHeaders() throws Exception {
    for (int i = 0; i < 8; i++) { // Vert.x assigns each connection to one of two event loops.
      String path = "/v1/stream?topics=orders.eu.*&ticket=" + ticket();
      assertThat(AccessPaths.stream(server, path, null)).isEqualTo(OK);
      assertThat(AccessPaths.stream(server, path, null)).isEqualTo("unauthorized");

      assertOneWebSocket("/v1/ws?ticket=" + ticket(), "websocket");
      assertOneWebSocket("/eventbus/websocket?ticket=" + ticket(), "bridge");
    }
    assertThat(AccessPaths.get(server, "/v1/topics/" + PRIVATE + "?ticket=" + ticket(), null))
        .isEqualTo("unauthorized");
  }

  @Test
  void aSlashAtTheEndOfThePathChangesNothing() throws Exception {
    String path = "/v1/stream/?topics=orders.eu.*&ticket=" + ticket();

    assertThat(AccessPaths.stream(server, path, null)).isEqualTo(OK);
    assertOneWebSocket("/v1/ws/?ticket=" + ticket(), "websocket");
  }

  private static void assertOneWebSocket(String path, String kind) throws Exception {
    JsonObject message = kind.equals("bridge") ? register(PRIVATE) : subscribe(PRIVATE);
    assertThat(AccessPaths.socket(server, path, null, message)).isEqualTo(OK);
    assertThat(AccessPaths.socket(server, path, null, message)).isEqualTo("unauthorized");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "0123456789abcdef0123456789abcdef0123456789abcdef"})
  void aTicketThatWasNotIssuedIsRefused(String ticket) throws Exception {
    String path = "/v1/stream?topics=orders.eu.*&ticket=" + ticket;

    assertThat(AccessPaths.stream(server, path, null)).isEqualTo("unauthorized");
  }

  @Test
  void aSockJsSessionKeepsThePermissionsOfItsTicket() {
    String query = "?ticket=" + ticket();
    String session = "/eventbus/000/mine/";
    assertThat(server.http().post(session + "xhr" + query, "").body()).isEqualTo("o\n");
    String register = new JsonArray().add(register(PRIVATE).encode()).encode();

    assertThat(server.http().post(session + "xhr_send" + query, register).statusCode())
        .isEqualTo(204);
    String poll = "h\n";
    while (poll.equals("h\n")) {
      poll = server.http().post(session + "xhr" + query, "").body();
    }
    assertThat(poll).contains(PRIVATE);
    assertThat(server.http().post("/eventbus/000/other/xhr" + query, "").body())
        .startsWith("c[4001,");
  }
}
