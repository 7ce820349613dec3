package io.feedhorn.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.feedhorn.model.ErrorCode;
import io.feedhorn.model.FeedException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * JSON as values of Java: {@code Map}, {@code List}, {@code String}, {@code Boolean}, {@code
 * Integer}, {@code Long}, {@code BigInteger}, {@code BigDecimal} and null. Numbers keep their
 * digits. Safe on any thread.
 */
public final class JsonValues {
  private JsonValues() {}

  /**
   * Parses one JSON value.
   *
   * @throws FeedException {@link ErrorCode#BAD_JSON} if the text is not exactly one JSON value,
   *     {@link ErrorCode#BAD_REQUEST} if it is nested too deeply or has too long numbers
   */
  public static @Nullable Object parse(String text) {
    String json = RawJson.isPlain(text) ? text : RawJson.compact(text).toString();
    try (JsonParser parser = RawJson.MESSAGE.createParser(json)) {
      parser.nextToken();
      return value(parser);
    } catch (IOException e) {
      throw RawJson.notJson(e);
    }
  }

  private static @Nullable Object value(JsonParser parser) throws IOException {
    return switch (parser.currentToken()) {
      case START_OBJECT -> object(parser);
      case START_ARRAY -> array(parser);
      case VALUE_STRING -> parser.getText();
      case VALUE_NUMBER_INT -> parser.getNumberValue();
      case VALUE_NUMBER_FLOAT -> parser.getDecimalValue();
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      default -> null;
    };
  }

  private static Map<String, @Nullable Object> object(JsonParser parser) throws IOException {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      parser.nextToken();
      fields.put(name, value(parser));
    }
    return fields;
  }

  private static List<@Nullable Object> array(JsonParser parser) throws IOException {
    List<@Nullable Object> elements = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      elements.add(value(parser));
    }
    return elements;
  }
}
