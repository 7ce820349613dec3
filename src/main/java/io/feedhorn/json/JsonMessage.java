package io.feedhorn.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.feedhorn.model.ErrorCode;
import io.feedhorn.model.FeedException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The fields of one JSON object, each kept as the text it came in and read when asked for. A field
 * that is null counts as missing, except as a {@link #value value}. Immutable.
 */
public final class JsonMessage {
  private final Map<String, String> rawByName;

  private JsonMessage(Map<String, String> rawByName) {
    this.rawByName = rawByName;
  }

  /**
   * Reads an object.
   *
   * @throws FeedException {@link ErrorCode#BAD_JSON} where the text is not JSON, {@link
   *     ErrorCode#BAD_REQUEST} where it is JSON but not an object
   */
  public static JsonMessage parse(String text) {
    Map<String, String> rawByName = new HashMap<>();
    boolean object;
    try (JsonParser parser = RawJson.MESSAGE.createParser(text)) {
      object = parser.nextToken() == JsonToken.START_OBJECT;
      if (!object) {
        RawJson.compact(text);
      }
      while (object && parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        parser.nextToken();
        int start = (int) parser.currentTokenLocation().getCharOffset();
        parser.skipChildren();
        parser.finishToken();
        int end = (int) parser.currentLocation().getCharOffset();
        rawByName.put(name, RawJson.strip(text.substring(start, end)));
      }
      if (object && parser.nextToken() != null) {
        throw new FeedException(ErrorCode.BAD_JSON, "There is more than one JSON value.");
      }
    } catch (IOException e) {
      throw RawJson.notJson(e);
    }
    if (!object) {
      throw new FeedException(ErrorCode.BAD_REQUEST, "A JSON object is expected.");
    }
    return new JsonMessage(rawByName);
  }

  /** The names of the fields. */
  public Set<String> names() {
    return Collections.unmodifiableSet(rawByName.keySet());
  }

  /** The JSON text of a field as it came, or null where it is missing. */
  public @Nullable String raw(String name) {
    return rawByName.get(name);
  }

  /** Whether the field is there and not null. */
  public boolean has(String name) {
    String raw = rawByName.get(name);
    return raw != null && !raw.equals("null");
  }

  /** A field of any type, compact JSON in UTF-8; it must be there, but may be null. */
  public Buffer value(String name) {
    String raw = rawByName.get(name);
    if (raw == null) {
      throw missing(name, "a JSON value");
    }
    return Buffer.buffer(raw);
  }

  /** A string that must be there. */
  public String string(String name) {
    String value = optionalString(name);
    if (value == null) {
      throw missing(name, "a string");
    }
    return value;
  }

  /** A string, or null where it is missing. */
  public @Nullable String optionalString(String name) {
    Object value = decoded(name);
    if (value != null && !(value instanceof String)) {
      throw wrong(name, "a string");
    }
    return (String) value;
  }

  /** A list of at least one string that must be there. */
  public List<String> strings(String name) {
    if (!(decoded(name) instanceof JsonArray array)
        || array.isEmpty()
        || !array.stream().allMatch(String.class::isInstance)) {
      throw has(name) ? wrong(name, "a list of strings") : missing(name, "a list of strings");
    }
    List<String> values = new ArrayList<>(array.size());
    array.forEach(value -> values.add((String) value));
    return values;
  }

  /** A boolean, with what it is where the field is missing. */
  public boolean flag(String name, boolean fallback) {
    Object value = decoded(name);
    if (value != null && !(value instanceof Boolean)) {
      throw wrong(name, "true or false");
    }
    return value == null ? fallback : (Boolean) value;
  }

  /** A number, or null where it is missing. */
  public @Nullable Double number(String name) {
    Object value = decoded(name);
    if (value != null && !(value instanceof Number)) {
      throw wrong(name, "a number");
    }
    return value == null ? null : ((Number) value).doubleValue();
  }

  private @Nullable Object decoded(String name) {
    String raw = rawByName.get(name);
    try {
      return raw == null ? null : Json.decodeValue(raw);
    } catch (DecodeException tooMuch) {
      throw new FeedException(ErrorCode.BAD_REQUEST, "'" + name + "' cannot be read.");
    }
  }

  private static FeedException missing(String name, String wanted) {
    return new FeedException(
        ErrorCode.BAD_REQUEST, "'" + name + "' is missing; it is " + wanted + ".");
  }

  private static FeedException wrong(String name, String wanted) {
    return new FeedException(ErrorCode.BAD_REQUEST, "'" + name + "' must be " + wanted + ".");
  }
}
