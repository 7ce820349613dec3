package io.feedhorn.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.function.Function;

class JsonFieldsFuzzTest {
  @FuzzTest
  void areThoseOfTheObject(byte[] bytes) {
    String text = Fuzzed.text(bytes);
    JsonFields fields = Fuzzed.read(() -> JsonFields.parse(text), Code.BAD_JSON, Code.BAD_REQUEST);
    if (fields == null) {
      return;
    }
    JsonObject same = new JsonObject(text);
    for (String name : same.fieldNames()) {
      String raw = String.valueOf(fields.raw(name));
      assertThat(Json.decodeValue(raw)).as(name).isEqualTo(same.getValue(name));
      assertThat(JsonText.compact(raw)).hasToString(raw);
      List<Function<String, ?>> readings =
          List.of(
              fields::string,
              fields::optionalString,
              fields::strings,
              fields::number,
              fields::value,
              field -> fields.flag(field, true));
      readings.forEach(reading -> Fuzzed.read(() -> reading.apply(name), Code.BAD_REQUEST));
    }
  }
}
