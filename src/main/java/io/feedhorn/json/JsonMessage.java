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
 * The fields of a JSON object, each stored as its original text and parsed on access. A field that
 * is null counts as missing, except in {@link #value}. Immutable.
 */
public final class JsonMessage {
  private final Map<String, String> rawByName;

  private JsonMessage(Map<String, String> rawByName) {
    this.rawByName = rawByName;
  }

  /**
   * Parses an object.
   *
   * @throws FeedException {@link ErrorCode#BAD_JSON} if the text is not JSON, {@link
   *     ErrorCode#BAD_REQUEST} if it is JSON but not an object
   */
  public static JsonMessage parse(String text) {
    RawJson.requireNoByteOrderMark(text);
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
        throw new FeedException(ErrorCode.BAD_JSON, "The text has more than one JSON value.");
      }
    } catch (IOException e) {
      throw RawJson.notJson(e);
    }
    if (!object) {
      throw new FeedException(ErrorCode.BAD_REQUEST, "A JSON object is expected.");
    }
    return new JsonMessage(rawByName);
  }

  /**
   * Returns the elements of an array, each as its original text.
   *
   * @param array a valid array of objects
   */
  public static List<String> objects(String array) {
    List<String> objects = new ArrayList<>();
    try (JsonParser parser = RawJson.MESSAGE.createParser(array)) {
      parser.nextToken();
      while (parser.nextToken() == JsonToken.START_OBJECT) {
        int start = (int) parser.currentTokenLocation().getCharOffset();
        parser.skipChildren();
        objects.add(array.substring(start, (int) parser.currentLocation().getCharOffset()));
      }
    } catch (IOException e) {
      throw RawJson.notJson(e);
    }
    return objects;
  }

  /** Returns the names of the fields. */
  public Set<String> names() {
    return Collections.unmodifiableSet(rawByName.keySet());
  }

  /** Returns the JSON text of a field without white space, or null if it is missing. */
  public @Nullable String raw(String name) {
    return rawByName.get(name);
  }

  /** Returns true if a field exists and is not null. */
  public boolean has(String name) {
    String raw = rawByName.get(name);
    return raw != null && !raw.equals("null");
  }

  /** Returns a required field of any type, including null, as compact JSON in UTF-8. */
  public Buffer value(String name) {
    String raw = rawByName.get(name);
    if (raw == null) {
      throw missing(name, "a JSON value");
    }
    return Buffer.buffer(raw);
  }

  /** Returns a required string. */
  public String string(String name) {
    String value = optionalString(name);
    if (value == null) {
      throw missing(name, "a string");
    }
    return value;
  }

  /** Returns a string, or null if it is missing. */
  public @Nullable String optionalString(String name) {
    Object value = decoded(name);
    if (value != null && !(value instanceof String)) {
      throw wrong(name, "a string");
    }
    return (String) value;
  }

  /** Returns a required list of at least one string. */
  public List<String> strings(String name) {
    if (!(decoded(name) instanceof JsonArray array)
        || array.isEmpty()
        || !array.stream().allMatch(String.class::isInstance)) {
      throw has(name)
          ? wrong(name, "a list of at least one string")
          : missing(name, "a list of strings");
    }
    List<String> values = new ArrayList<>(array.size());
    array.forEach(value -> values.add((String) value));
    return values;
  }

  /** Returns a boolean, or a default if it is missing. */
  public boolean flag(String name, boolean fallback) {
    Object value = decoded(name);
    if (value != null && !(value instanceof Boolean)) {
      throw wrong(name, "true or false");
    }
    return value == null ? fallback : (Boolean) value;
  }

  /** Returns a number, or null if it is missing. */
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
    } catch (DecodeException beyondLimits) {
      throw new FeedException(
          ErrorCode.BAD_REQUEST,
          "'" + name + "' is too long, or too deeply nested, to be decoded.");
    }
  }

  private static FeedException missing(String name, String type) {
    return new FeedException(
        ErrorCode.BAD_REQUEST, "'" + name + "' is missing; it is " + type + ".");
  }

  private static FeedException wrong(String name, String type) {
    return new FeedException(ErrorCode.BAD_REQUEST, "'" + name + "' must be " + type + ".");
  }
}
