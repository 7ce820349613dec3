package io.feedhorn.transport.sockjs;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The response formats of the SockJS protocol 0.3.3. */
class SockJsHttpTransportTest {
  @Test
  void aFrameHasTheFormatOfTheProtocol() {
    assertThat(block(SockJsHttpTransport.XHR)).isEqualTo("a[\"x\"]\n");
    assertThat(block(SockJsHttpTransport.XHR_STREAMING)).isEqualTo("a[\"x\"]\n");
    assertThat(block(SockJsHttpTransport.EVENTSOURCE)).isEqualTo("data: a[\"x\"]\r\n\r\n");
    assertThat(block(SockJsHttpTransport.HTMLFILE))
        .isEqualTo("<script>\np(\"a[\\\"x\\\"]\");\n</script>\r\n");
    assertThat(block(SockJsHttpTransport.JSONP)).isEqualTo("/**/call(\"a[\\\"x\\\"]\");\r\n");
  }

  @ParameterizedTest
  @EnumSource(
      value = SockJsHttpTransport.class,
      names = {"HTMLFILE", "JSONP"})
  void aMessageCannotEndTheScriptThatContainsIt(SockJsHttpTransport transport) {
    String block = transport.block(Buffer.buffer("a[\"</script><!--\"]"), "call").toString();

    assertThat(block).contains("\\u003c/script>\\u003c!--");
  }

  @Test
  void aStreamStartsWithThePreludeForBrowsers() {
    assertThat(SockJsHttpTransport.XHR_STREAMING.prelude("")).isEqualTo("h".repeat(2048) + "\n");
    assertThat(SockJsHttpTransport.EVENTSOURCE.prelude("")).isEqualTo("\r\n");
    assertThat(SockJsHttpTransport.HTMLFILE.prelude("call"))
        .startsWith("<!doctype html>\n<html><head>\n  <meta ")
        .contains("    var c = parent.call;\n    c.start();\n")
        .endsWith("\r\n")
        .hasSizeGreaterThan(1024);
  }

  @ParameterizedTest
  @CsvSource({
    "XHR, 0",
    "JSONP, 0",
    "XHR_STREAMING, 131072",
    "EVENTSOURCE, 131072",
    "HTMLFILE, 131072"
  })
  void aResponseEndsAfterAFrameOrAfterSomeBytes(SockJsHttpTransport transport, int bytes) {
    assertThat(transport.maxBytes()).isEqualTo(bytes);
  }

  private static String block(SockJsHttpTransport transport) {
    return transport.block(Buffer.buffer("a[\"x\"]"), "call").toString();
  }
}
