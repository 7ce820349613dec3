package io.feedhorn.source.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.feedhorn.source.Expression;
import io.feedhorn.source.MappingException;
import io.vertx.core.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TextFieldsTest {
  private static final byte[] LATIN = "Z\u00FCrich".getBytes(StandardCharsets.ISO_8859_1);
  private static final byte[] UTF8 = "Z\u00FCrich".getBytes(StandardCharsets.UTF_8);

  private final TextFields fields = new TextFields("header");

  @BeforeEach
  void add() {
    fields.add("city", UTF8);
    fields.add("none", null);
    fields.add("raw", LATIN);
  }

  private Object evaluate(String expression) {
    return String.valueOf(new Expression("data", expression).evaluate(null, Map.of("h", fields)));
  }

  @Test
  void aTextIsFoundAlthoughAnotherOneIsNotUtf8() {
    assertThat(fields.get("city")).isEqualTo("Z\u00FCrich");
    assertThat(fields.get("none")).isNull();
    assertThat(fields.get("other")).isNull();
    assertThat(fields).hasSize(3).containsKey("raw").doesNotContainKey("other");
    assertThat(evaluate("$h.city & $h.other")).isEqualTo("Z\u00FCrich");
    assertThat(evaluate("$keys($h)[1]")).isEqualTo("none");
  }

  @ParameterizedTest
  @ValueSource(strings = {"$h.raw", "$h.raw & 'x'", "$lookup($h, 'raw')", "$h", "[$h]", "$h.*"})
  void anExpressionThatUsesAnotherTextFails(String expression) {
    assertThatThrownBy(() -> evaluate(expression))
        .isInstanceOf(MappingException.class)
        .hasMessage("data: the header 'raw' is not text in UTF-8");
  }

  @Test
  void allTextsAreReportedAndNoneIsEncoded() {
    assertThat(Json.encode(fields.lossy()))
        .isEqualTo("{\"city\":\"Z\u00FCrich\",\"none\":null,\"raw\":\"Z\uFFFDrich\"}");
    assertThatThrownBy(() -> Json.encode(fields)).isInstanceOf(MappingException.class);
    fields.add("raw", UTF8);
    assertThat(Json.encode(fields))
        .isEqualTo("{\"city\":\"Z\u00FCrich\",\"none\":null,\"raw\":\"Z\u00FCrich\"}");
  }

  @Test
  void aNameIsText() {
    TextFields named = new TextFields("field");
    named.add(UTF8, UTF8);
    named.requireAll();
    named.add(LATIN, UTF8);

    assertThatThrownBy(named::requireAll)
        .hasMessage("the name 'Z\uFFFDrich' of a field is not text in UTF-8");
  }
}
