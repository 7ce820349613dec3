package io.feedhorn.transport;

import static io.feedhorn.transport.SockJsAnswers.SCRIPT;
import static io.feedhorn.transport.SockJsAnswers.TEXT;
import static io.feedhorn.transport.SockJsAnswers.afterHeartbeats;
import static io.feedhorn.transport.SockJsAnswers.header;
import static io.feedhorn.transport.SockJsAnswers.isNotCached;
import static io.feedhorn.transport.SockJsAnswers.isReadable;
import static io.feedhorn.transport.SockJsAnswers.pingMessage;
import static io.feedhorn.transport.SockJsAnswers.type;
import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.http.RawHttpClient;
import io.vertx.core.json.JsonArray;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** URLs of sessions, and polling. */
interface SockJsSessionRequirements extends SockJsUnderTest {
  @ParameterizedTest
  @ValueSource(strings = {"/a/a-url", "/_/_", "/1/1", "/abcdefgh_i-j%20/abcdefg_i-j%20"})
  default void serverAndSessionMayBeAnyText(String part) {
    HttpResponse<String> answer = server().http().post("/eventbus" + part + "/xhr", "");

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo("o\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"//", "/a./a", "/a/a.", "/./.", "/", "///"})
  default void serverAndSessionMustNotBeEmptyOrContainDots(String part) {
    String path = "/eventbus" + part + "/xhr";

    assertThat(RawHttpClient.ask(server().port(), "GET", path, "Connection: close").status())
        .isEqualTo(404);
    assertThat(
            RawHttpClient.ask(
                    server().port(), "POST", path, "Content-Length: 0", "Connection: close")
                .status())
        .isEqualTo(404);
  }

  @Test
  default void theServersPartOfAUrlIsIgnored() {
    assertThat(post("xhr", "")).isEqualTo("o\n");
    assertThat(server().http().post(session() + "/xhr_send", pingMessage("a")).statusCode())
        .isEqualTo(204);

    String elsewhere = session().replace("/000/", "/999/");

    assertThat(afterHeartbeats(() -> server().http().post(elsewhere + "/xhr", "")))
        .contains("\\\"address\\\":\\\"a\\\"");
  }

  @Test
  default void aSessionStartsWithItsFirstRequestAndAcceptsMessages() {
    assertThat(post("xhr", "")).isEqualTo("o\n");

    HttpResponse<String> sent = server().http().post(session() + "/xhr_send", pingMessage("a"));
    assertThat(sent.statusCode()).isEqualTo(204);
    assertThat(sent.body()).isEmpty();

    assertThat(post("xhr", "")).startsWith("a[\"").endsWith("\"]\n");
    assertThat(
            server()
                .http()
                .post("/eventbus/000/bad_session/xhr_send", pingMessage("a"))
                .statusCode())
        .isEqualTo(404);
  }

  @Test
  default void pollingAnswersPagesOfAllowedOrigins() {
    HttpResponse<String> opened = server().http().post(session() + "/xhr", "", "Origin", ORIGIN);
    assertThat(opened.statusCode()).isEqualTo(200);
    assertThat(opened.body()).isEqualTo("o\n");
    assertThat(type(opened)).isEqualTo(SCRIPT);
    isReadable(opened);
    isNotCached(opened);

    HttpResponse<String> sent =
        server().http().post(session() + "/xhr_send", pingMessage("x"), "Origin", ORIGIN);
    assertThat(sent.statusCode()).isEqualTo(204);
    assertThat(sent.body()).isEmpty();
    assertThat(type(sent)).isEqualTo(TEXT);
    isReadable(sent);
    isNotCached(sent);

    assertThat(
            afterHeartbeats(() -> server().http().post(session() + "/xhr", "", "Origin", ORIGIN)))
        .startsWith("a[\"")
        .endsWith("\"]\n");
  }

  @Test
  default void invalidJsonIsRefusedAndTheSessionStaysOpen() {
    assertThat(post("xhr", "")).isEqualTo("o\n");
    HttpResponse<String> refused = server().http().post(session() + "/xhr_send", "[\"x");
    assertThat(refused.statusCode()).isEqualTo(500);
    assertThat(refused.body()).contains("Broken JSON encoding.");
    HttpResponse<String> empty = server().http().post(session() + "/xhr_send", "");
    assertThat(empty.statusCode()).isEqualTo(500);
    assertThat(empty.body()).contains("Payload expected.");

    assertThat(server().http().post(session() + "/xhr_send", pingMessage("a")).statusCode())
        .isEqualTo(204);
    assertThat(post("xhr", "")).startsWith("a[");
  }

  @Test
  default void messagesAreAcceptedWithAnyContentType() {
    List<String> types =
        List.of(
            "text/plain",
            "T",
            "application/json",
            "application/xml",
            "",
            "application/json; charset=utf-8",
            "text/xml; charset=utf-8",
            "text/xml");
    assertThat(post("xhr", "")).isEqualTo("o\n");
    for (String type : types) {
      HttpResponse<String> sent =
          server().http().post(session() + "/xhr_send", pingMessage("a"), "Content-Type", type);
      assertThat(sent.statusCode()).as(type).isEqualTo(204);
    }
    int answers = 0;
    while (answers < types.size()) {
      answers += new JsonArray(post("xhr", "").substring(1)).size();
    }
    assertThat(answers).isEqualTo(types.size());
  }

  @Test
  default void headersThatAPageRequestsAreAllowed() {
    HttpResponse<String> answer =
        server()
            .http()
            .post(
                session() + "/xhr",
                "",
                "Origin",
                ORIGIN,
                "Access-Control-Request-Headers",
                "a, b, c");
    isReadable(answer);
    assertThat(header(answer, "Access-Control-Allow-Headers")).isEqualTo("a, b, c");
    HttpResponse<String> silent = server().http().post(session() + "x/xhr", "", "Origin", ORIGIN);
    assertThat(header(silent, "Access-Control-Allow-Headers")).isEmpty();
  }
}
