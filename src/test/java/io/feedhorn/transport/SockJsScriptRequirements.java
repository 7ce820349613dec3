package io.feedhorn.transport;

import static io.feedhorn.transport.SockJsAnswers.SCRIPT;
import static io.feedhorn.transport.SockJsAnswers.TEXT;
import static io.feedhorn.transport.SockJsAnswers.afterHeartbeats;
import static io.feedhorn.transport.SockJsAnswers.frame;
import static io.feedhorn.transport.SockJsAnswers.isNotCached;
import static io.feedhorn.transport.SockJsAnswers.pingMessage;
import static io.feedhorn.transport.SockJsAnswers.read;
import static io.feedhorn.transport.SockJsAnswers.type;
import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.http.HttpTestClient;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The transports that send scripts: HTML file and JSONP. */
interface SockJsScriptRequirements extends SockJsUnderTest {
  @Test
  default void anHtmlFileIsAPageOfScripts() throws Exception {
    HttpResponse<InputStream> answer =
        server().http().open("GET", session() + "/htmlfile?c=%63allback", null);
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(type(answer)).isEqualTo("text/html; charset=UTF-8");
    isNotCached(answer);
    try (InputStream body = answer.body()) {
      String page = frame(body, "\r\n");
      assertThat(page.length()).isGreaterThan(1024);
      assertThat(page.strip())
          .isEqualTo(
              """
              <!doctype html>
              <html><head>
                <meta http-equiv="X-UA-Compatible" content="IE=edge" />
                <meta http-equiv="Content-Type" content="text/html; charset=UTF-8" />
              </head><body><h2>Don't panic!</h2>
                <script>
                  document.domain = document.domain;
                  var c = parent.callback;
                  c.start();
                  function p(d) {c.message(d);};
                  window.onload = function() {c.stop();};
                </script>\
              """);
      String opened = "<script>\np(\"o\");\n</script>\r\n";
      assertThat(read(body, opened.length())).isEqualTo(opened);
      server().http().post(session() + "/xhr_send", pingMessage("x"));
      assertThat(frame(body, "</script>\r\n")).startsWith("<script>\np(\"a[\\\"");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "htmlfile, \"callback\" parameter required",
    "jsonp, \"callback\" parameter required",
    "htmlfile?c=abc(def, invalid \"callback\" parameter",
    "jsonp?c=abc(def, invalid \"callback\" parameter"
  })
  default void jsonpRequiresAFunctionName(String request, String error) {
    HttpResponse<String> answer =
        server().http().get("/eventbus/a/a/" + request.replace("(", "%28"));

    assertThat(answer.statusCode()).isEqualTo(500);
    assertThat(answer.body()).contains(error);
  }

  @Test
  default void jsonpIsPollingByScripts() {
    String poll = session() + "/jsonp?c=%63allback";
    HttpResponse<String> opened = server().http().get(poll);
    assertThat(opened.statusCode()).isEqualTo(200);
    assertThat(type(opened)).isEqualTo(SCRIPT);
    isNotCached(opened);
    assertThat(opened.body()).isEqualTo("/**/callback(\"o\");\r\n");

    HttpResponse<String> sent = form("d=" + HttpTestClient.query(pingMessage("x")));
    assertThat(sent.statusCode()).isEqualTo(200);
    assertThat(sent.body()).isEqualTo("ok");
    assertThat(type(sent)).isEqualTo(TEXT);
    isNotCached(sent);
    assertThat(afterHeartbeats(() -> server().http().get(poll)))
        .startsWith("/**/callback(\"a[\\\"")
        .endsWith("\");\r\n");

    HttpResponse<String> plain =
        server()
            .http()
            .post(session() + "/jsonp_send", pingMessage("%61bc"), "Content-Type", "text/plain");
    assertThat(plain.body()).isEqualTo("ok");
    assertThat(afterHeartbeats(() -> server().http().get(poll))).contains("%61bc");

    String large = "l".repeat(20_000);
    assertThat(form("d=" + HttpTestClient.query(pingMessage(large))).body()).isEqualTo("ok");
    assertThat(afterHeartbeats(() -> server().http().get(poll))).contains(large);
  }

  @Test
  default void anInvalidFormIsRefusedAndTheSessionStaysOpen() {
    String poll = session() + "/jsonp?c=x";
    assertThat(afterHeartbeats(() -> server().http().get(poll))).isEqualTo("/**/x(\"o\");\r\n");

    HttpResponse<String> refused = form("d=%5B%22x");
    assertThat(refused.statusCode()).isEqualTo(500);
    assertThat(refused.body()).contains("Broken JSON encoding.");
    for (String none : List.of("", "d=", "p=p")) {
      HttpResponse<String> empty = form(none);
      assertThat(empty.statusCode()).as(none).isEqualTo(500);
      assertThat(empty.body()).contains("Payload expected.");
    }
    assertThat(form("d=" + HttpTestClient.query(pingMessage("b"))).body()).isEqualTo("ok");
    assertThat(afterHeartbeats(() -> server().http().get(poll))).startsWith("/**/x(\"a[");
  }
}
