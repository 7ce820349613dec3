package io.feedhorn.transport.sockjs;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The answers, as the SockJS protocol 0.3.3 has them. */
class AnswerFormTest {
  @Test
  void aFrameIsWrittenAsTheProtocolSays() {
    assertThat(block(AnswerForm.XHR)).isEqualTo("a[\"x\"]\n");
    assertThat(block(AnswerForm.XHR_STREAMING)).isEqualTo("a[\"x\"]\n");
    assertThat(block(AnswerForm.EVENTSOURCE)).isEqualTo("data: a[\"x\"]\r\n\r\n");
    assertThat(block(AnswerForm.HTMLFILE))
        .isEqualTo("<script>\np(\"a[\\\"x\\\"]\");\n</script>\r\n");
    assertThat(block(AnswerForm.JSONP)).isEqualTo("/**/call(\"a[\\\"x\\\"]\");\r\n");
  }

  @ParameterizedTest
  @EnumSource(
      value = AnswerForm.class,
      names = {"HTMLFILE", "JSONP"})
  void aMessageCannotEndTheScriptItStandsIn(AnswerForm form) {
    String block = form.block(Buffer.buffer("a[\"</script><!--\"]"), "call").toString();

    assertThat(block).contains("\\u003c/script>\\u003c!--");
  }

  @Test
  void aStreamBeginsWithWhatBrowsersWaitFor() {
    assertThat(AnswerForm.XHR_STREAMING.prelude("")).isEqualTo("h".repeat(2048) + "\n");
    assertThat(AnswerForm.EVENTSOURCE.prelude("")).isEqualTo("\r\n");
    assertThat(AnswerForm.HTMLFILE.prelude("call"))
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
  void anAnswerEndsAfterAFrameOrAfterSomeBytes(AnswerForm form, int bytes) {
    assertThat(form.mostBytes()).isEqualTo(bytes);
  }

  private static String block(AnswerForm form) {
    return form.block(Buffer.buffer("a[\"x\"]"), "call").toString();
  }
}
