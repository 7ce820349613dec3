package io.feedhorn.transport;

import static io.feedhorn.transport.SockJsAnswers.TEXT;
import static io.feedhorn.transport.SockJsAnswers.hasNoCookie;
import static io.feedhorn.transport.SockJsAnswers.header;
import static io.feedhorn.transport.SockJsAnswers.isNotCached;
import static io.feedhorn.transport.SockJsAnswers.isReadable;
import static io.feedhorn.transport.SockJsAnswers.type;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The greeting, the page of the iframe, and what the server says about itself. */
interface SockJsPageRequirements extends SockJsUnderTest {
  @ParameterizedTest
  @ValueSource(strings = {"/eventbus", "/eventbus/"})
  default void theGreetingIsAtTheRoot(String path) {
    HttpResponse<String> answer = server().http().get(path);

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(type(answer)).isEqualTo(TEXT);
    assertThat(answer.body()).isEqualTo("Welcome to SockJS!\n");
    hasNoCookie(answer);
    assertThat(server().http().exchange("HEAD", path, null).statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/a", "/a.html", "//", "///", "/a/a", "/a/a/", "/a/"})
  default void otherSimpleRequestsAreNotFound(String suffix) {
    assertThat(server().http().get("/eventbus" + suffix).statusCode()).isEqualTo(404);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/iframe.html",
        "/iframe-a.html",
        "/iframe-.html",
        "/iframe-0.1.2.html",
        "/iframe-0.1.2abc-dirty.2144.html",
        "/iframe-a.html?t=1234",
        "/iframe-0.1.2.html?t=123414",
        "/iframe-0.1.2abc-dirty.2144.html?t=qweqweqweqweqwe"
      })
  default void thePageOfTheIframeIsStronglyCacheable(String suffix) {
    HttpResponse<String> page = server().http().get("/eventbus" + suffix);

    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(type(page)).isEqualTo("text/html; charset=UTF-8");
    assertThat(header(page, "Cache-Control"))
        .contains("public")
        .matches(".*max-age=[1-9]\\d{6,}.*");
    assertThat(header(page, "Expires")).isNotEmpty();
    assertThat(header(page, "ETag")).matches("\"[^\"]+\"");
    assertThat(header(page, "Last-Modified")).isEmpty();
    assertThat(page.body().strip().replaceFirst("src=\"/[^\"]*\"", "src=\"\""))
        .isEqualTo(
            """
            <!DOCTYPE html>
            <html>
            <head>
              <meta http-equiv="X-UA-Compatible" content="IE=edge" />
              <meta http-equiv="Content-Type" content="text/html; charset=UTF-8" />
              <script src=""></script>
              <script>
                document.domain = document.domain;
                SockJS.bootstrap_iframe();
              </script>
            </head>
            <body>
              <h2>Don't panic!</h2>
              <p>This is a SockJS hidden iframe. It's used for cross domain magic.</p>
            </body>
            </html>\
            """);
    hasNoCookie(page);
  }

  @Test
  default void theScriptOfTheIframeIsServed() {
    String page = server().http().get("/eventbus/iframe.html").body();
    String script = page.replaceFirst("(?s).*<script src=\"([^\"]*)\".*", "$1");

    assertThat(server().http().get(script).body()).contains("SockJS");
    assertThat(header(server().http().get(script), "Cache-Control")).contains("max-age");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/iframe.htm",
        "/iframe",
        "/IFRAME.HTML",
        "/IFRAME",
        "/iframe.HTML",
        "/iframe.xml",
        "/iframe-/.html"
      })
  default void aMalformedUrlOfTheIframeIsNotFound(String suffix) {
    assertThat(server().http().get("/eventbus" + suffix).statusCode()).isEqualTo(404);
  }

  @Test
  default void thePageOfTheIframeIsNotSentTwice() {
    String tag = header(server().http().get("/eventbus/iframe.html"), "ETag");

    HttpResponse<String> again = server().http().get("/eventbus/iframe.html", "If-None-Match", tag);

    assertThat(again.statusCode()).isEqualTo(304);
    assertThat(type(again)).isEmpty();
    assertThat(again.body()).isEmpty();
  }

  @Test
  default void infoIsReadByAllowedOrigins() {
    HttpResponse<String> answer = server().http().get("/eventbus/info", "Origin", ORIGIN);

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(type(answer)).isEqualTo("application/json; charset=UTF-8");
    hasNoCookie(answer);
    isNotCached(answer);
    isReadable(answer);
    JsonObject info = new JsonObject(answer.body());
    assertThat(info.fieldNames())
        .containsExactlyInAnyOrder("websocket", "cookie_needed", "origins", "entropy");
    assertThat(info.getBoolean("websocket")).isTrue();
    assertThat(info.getBoolean("cookie_needed")).isFalse();
    assertThat(info.getJsonArray("origins")).isEqualTo(new JsonArray().add("*:*"));
    assertThat(info.getLong("entropy")).isBetween(0L, (1L << 32) - 1);
  }

  @Test
  default void theEntropyDiffersEachTime() {
    assertThat(server().http().get("/eventbus/info").body())
        .isNotEqualTo(server().http().get("/eventbus/info").body());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/info | OPTIONS, GET",
        "/abc/abc/xhr | OPTIONS, POST",
        "/abc/abc/xhr_send | OPTIONS, POST",
        "/abc/abc/xhr_streaming | OPTIONS, POST",
        "/abc/abc/jsonp_send | OPTIONS, POST",
        "/abc/abc/eventsource | OPTIONS, GET",
        "/abc/abc/htmlfile | OPTIONS, GET",
        "/abc/abc/jsonp | OPTIONS, GET"
      })
  default void optionsAreCacheableAndListTheAllowedMethods(String path, String methods) {
    for (boolean byAPage : new boolean[] {true, false}) {
      List<String> headers = new ArrayList<>(List.of("Access-Control-Request-Method", methods));
      if (byAPage) {
        headers.addAll(List.of("Origin", ORIGIN));
      }
      HttpResponse<String> answer =
          server()
              .http()
              .exchange("OPTIONS", "/eventbus" + path, null, headers.toArray(String[]::new));

      assertThat(answer.statusCode()).isEqualTo(204);
      assertThat(header(answer, "Cache-Control"))
          .contains("public")
          .matches(".*max-age=[1-9]\\d{6,}.*");
      assertThat(header(answer, "Expires")).isNotEmpty();
      assertThat(Integer.parseInt(header(answer, "Access-Control-Max-Age")))
          .isGreaterThan(1_000_000);
      assertThat(header(answer, "Access-Control-Allow-Methods")).isEqualTo(methods);
      assertThat(header(answer, "Allow")).isEqualTo(methods);
      assertThat(answer.body()).isEmpty();
      if (byAPage) {
        isReadable(answer);
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "HEAD   | /info | OPTIONS, GET",
        "DELETE | /info | OPTIONS, GET",
        "POST   | /info | OPTIONS, GET",
        "POST   | /iframe.html | GET, HEAD",
        "POST   | /websocket | GET",
        "GET    | /a/a/xhr | OPTIONS, POST",
        "GET    | /a/a/xhr_send | OPTIONS, POST",
        "PUT    | /a/a/eventsource | OPTIONS, GET",
        "HEAD   | /a/a/jsonp | OPTIONS, GET",
        "DELETE | /a/a/websocket | GET"
      })
  default void anUnsupportedMethodIsRefusedWithTheAllowedOnes(
      String method, String path, String allowed) {
    HttpResponse<String> answer =
        server().http().exchange(method, "/eventbus" + path, method.equals("HEAD") ? null : "");

    assertThat(answer.statusCode()).isEqualTo(405);
    assertThat(header(answer, "Allow")).isEqualTo(allowed);
  }
}
