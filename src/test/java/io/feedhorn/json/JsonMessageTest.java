package io.feedhorn.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.feedhorn.model.ErrorCode;
import io.feedhorn.model.FeedException;
import io.feedhorn.model.SeededRandom;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonMessageTest {
  private static final List<String> EVERY_TYPE =
      List.of(
          "null",
          "true",
          "false",
          "0",
          "-1.10",
          "1e5",
          "\"\"",
          "\"a \\\" } b\"",
          "[]",
          "[1, [2]]",
          "{}",
          "{\"x\": {\"y\": 1}}");

  @Test
  void namesAByteOrderMark() {
    assertThatThrownBy(() -> JsonMessage.parse("\ufeff{}"))
        .isInstanceOf(FeedException.class)
        .hasMessageContaining("byte order mark");
  }

  @Test
  void returnsEveryTypeAtEveryPosition() {
    for (String first : EVERY_TYPE) {
      for (String second : EVERY_TYPE) {
        for (String space : List.of("", " ", "\n\t ")) {
          String text =
              "_{_\"a\"_:_%s_,_\"b\"_:_%s_,_\"c\"_:_1_}_"
                  .formatted(first, second)
                  .replace("_", space);
          JsonMessage fields = JsonMessage.parse(text);

          assertThat(fields.raw("a")).as(text).isEqualTo(compact(first));
          assertThat(fields.raw("b")).as(text).isEqualTo(compact(second));
          assertThat(fields.raw("c")).as(text).isEqualTo("1");
          assertThat(fields.raw("d")).isNull();
        }
      }
    }
  }

  @SeededRandom(60)
  void returnsTheTextOfEachField(long seed) {
    Random random = new Random(seed);
    RandomJson json = new RandomJson(random);
    Map<String, String> values = new LinkedHashMap<>();
    List<String> tokens = new ArrayList<>(List.of("{"));
    // More than 4,000 and 32,768 characters, after which parsers continue in a new buffer.
    int fields = 1 + random.nextInt(random.nextBoolean() ? 5 : 1_000);
    for (int i = 0; i < fields; i++) {
      List<String> value =
          random.nextInt(20) == 0
              ? List.of("\"" + "x ".repeat(random.nextInt(4_000)) + "\"")
              : json.value(3);
      values.put("field" + i, String.join("", value));
      tokens.addAll(List.of(i == 0 ? "" : ",", "\"field" + i + "\"", ":"));
      tokens.addAll(value);
    }
    tokens.add("}");
    JsonMessage read = JsonMessage.parse(json.spaced(tokens));

    values.forEach(
        (name, value) -> {
          assertThat(read.raw(name)).as(name).isEqualTo(value);
          assertThat(read.value(name)).as(name).hasToString(value);
          assertThat(read.has(name)).as(name).isEqualTo(!value.equals("null"));
        });
  }

  @Test
  void usesTheLastOfTwoFieldsWithTheSameName() {
    assertThat(JsonMessage.parse("{\"a\":1,\"b\":2,\"a\":3}").raw("a")).isEqualTo("3");
  }

  @Test
  void findsAnEscapedName() {
    assertThat(JsonMessage.parse("{\"\\u0061\":1}").raw("a")).isEqualTo("1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "-7", "1.50", "123456789012345678901234567890", "\"a\\u0062\""})
  void keepsTheTextOfAnId(String id) {
    assertThat(JsonMessage.parse("{\"id\": " + id + " }").raw("id")).isEqualTo(id);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "\"a\"", "null", "[]", "[{}]", " true "})
  void refusesJsonThatIsNotAnObject(String text) {
    assertThat(refusal(() -> JsonMessage.parse(text))).isEqualTo(ErrorCode.BAD_REQUEST);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", " ", "{", "{\"a\":1", "{\"a\":1}}", "{} {}", "{}x", "[1", "1 2", "{\"a\" 1}"})
  void refusesTextThatIsNotJson(String text) {
    assertThat(refusal(() -> JsonMessage.parse(text))).isEqualTo(ErrorCode.BAD_JSON);
  }

  @Test
  void readsStringsNumbersFlagsAndLists() {
    JsonMessage fields =
        JsonMessage.parse(
            "{\"s\":\"a\\u0062\",\"n\":2.5,\"t\":true,\"l\":[\"x\",\"y\"],\"z\":null}");

    assertThat(fields.string("s")).isEqualTo("ab");
    assertThat(fields.optionalString("z")).isNull();
    assertThat(fields.optionalString("missing")).isNull();
    assertThat(fields.number("n")).isEqualTo(2.5);
    assertThat(fields.number("z")).isNull();
    assertThat(fields.flag("t", false)).isTrue();
    assertThat(fields.flag("z", true)).isTrue();
    assertThat(fields.strings("l")).containsExactly("x", "y");
    assertThat(fields.value("z")).hasToString("null");
    assertThat(fields.has("z")).isFalse();
    assertThat(fields.has("s")).isTrue();
  }

  @Test
  void distinguishesAMissingFieldFromAWrongType() {
    JsonMessage fields =
        JsonMessage.parse("{\"n\":1,\"s\":\"a\",\"l\":[],\"m\":[\"a\",1],\"z\":null}");

    assertThatThrownBy(() -> fields.string("z")).hasMessage("'z' is missing; it is a string.");
    assertThatThrownBy(() -> fields.string("n")).hasMessage("'n' must be a string.");
    assertThatThrownBy(() -> fields.value("x")).hasMessage("'x' is missing; it is a JSON value.");
    assertThatThrownBy(() -> fields.strings("x")).hasMessageContaining("'x' is missing");
    assertThatThrownBy(() -> fields.strings("l"))
        .hasMessage("'l' must be a list of at least one string.");
    assertThatThrownBy(() -> fields.strings("m")).hasMessageContaining("'m' must be a list");
    assertThatThrownBy(() -> fields.flag("s", true)).hasMessage("'s' must be true or false.");
    assertThatThrownBy(() -> fields.number("s")).hasMessage("'s' must be a number.");
  }

  @Test
  void refusesNumbersThatAreTooLong() {
    String digits = "9".repeat(5_000);
    String text = "{\"n\":%s,\"l\":[%s]}".formatted(digits, digits);

    assertThat(refusal(() -> JsonMessage.parse(text).number("n"))).isNotEqualTo(ErrorCode.INTERNAL);
    assertThat(refusal(() -> JsonMessage.parse(text).strings("l")))
        .isNotEqualTo(ErrorCode.INTERNAL);
  }

  @SeededRandom(100)
  void anyTextIsParsedOrRefused(long seed) {
    Random random = new Random(seed);
    RandomJson json = new RandomJson(random);
    List<Consumer<JsonMessage>> readings =
        List.of(
            fields -> fields.value("a"),
            fields -> fields.string("a"),
            fields -> fields.strings("a"),
            fields -> fields.number("a"),
            fields -> fields.flag("a", true),
            fields -> fields.has("a"));
    for (int i = 0; i < 50; i++) {
      String value = String.join("", json.value(2));
      StringBuilder text = new StringBuilder("{\"a\":" + value + ",\"b\":1}");
      if (random.nextBoolean()) {
        text.setCharAt(random.nextInt(text.length()), (char) random.nextInt(128));
      }
      for (Consumer<JsonMessage> reading : readings) {
        try {
          reading.accept(JsonMessage.parse(text.toString()));
        } catch (FeedException exception) {
          assertThat(exception.code()).isIn(ErrorCode.BAD_JSON, ErrorCode.BAD_REQUEST);
        }
      }
    }
  }

  private static ErrorCode refusal(Runnable reading) {
    try {
      reading.run();
    } catch (FeedException exception) {
      return exception.code();
    }
    throw new AssertionError("was not refused");
  }

  private static String compact(String json) {
    return RawJson.compact(json).toString();
  }

  @Test
  void returnsTheObjectsOfAnArrayAsTheirOriginalText() {
    List<String> objects =
        List.of(
            "{}",
            "{\"a\":[1,{\"b\":\"]},{[\"}]}",
            "{\"quote\":\"\\\"}\\\\\",\"n\":1.10}",
            "{\"c\":{}}");

    assertThat(JsonMessage.objects("[" + String.join(",", objects) + "]")).isEqualTo(objects);
    assertThat(JsonMessage.objects("[]")).isEmpty();
  }
}
