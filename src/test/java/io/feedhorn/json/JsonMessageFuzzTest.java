package io.feedhorn.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.feedhorn.model.ErrorCode;
import io.feedhorn.model.FuzzInput;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.function.Function;

class JsonMessageFuzzTest {
  @FuzzTest
  void fieldsAreThoseOfTheObject(byte[] bytes) {
    String text = FuzzInput.text(bytes);
    JsonMessage fields =
        FuzzInput.read(() -> JsonMessage.parse(text), ErrorCode.BAD_JSON, ErrorCode.BAD_REQUEST);
    if (fields == null) {
      return;
    }
    JsonObject same = new JsonObject(text);
    for (String name : same.fieldNames()) {
      String raw = String.valueOf(fields.raw(name));
      assertThat(Json.decodeValue(raw)).as(name).isEqualTo(same.getValue(name));
      assertThat(RawJson.compact(raw)).hasToString(raw);
      List<Function<String, ?>> readings =
          List.of(
              fields::string,
              fields::optionalString,
              fields::strings,
              fields::number,
              fields::value,
              field -> fields.flag(field, true));
      readings.forEach(reading -> FuzzInput.read(() -> reading.apply(name), ErrorCode.BAD_REQUEST));
    }
  }
}
