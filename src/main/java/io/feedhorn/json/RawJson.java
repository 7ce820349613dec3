package io.feedhorn.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import io.feedhorn.model.ErrorCode;
import io.feedhorn.model.FeedException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.core.json.jackson.JacksonCodec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * JSON as it came: checked, stripped of white space, and otherwise left alone, so that numbers keep
 * their digits and strings their escapes. Safe on any thread.
 */
public final class RawJson {
  /** The most levels of objects and arrays in a value. */
  public static final int MAX_LEVELS = 500;

  /** The most characters of a number, with its sign, point and exponent. */
  public static final int MAX_NUMBER_CHARACTERS = 1_000;

  private static final int LEVELS_AROUND_A_VALUE = 4;
  private static final JsonFactory VALUE = reading(MAX_LEVELS);

  /** For messages that a value comes in. */
  static final JsonFactory MESSAGE = reading(MAX_LEVELS + LEVELS_AROUND_A_VALUE);

  private RawJson() {}

  /** Names are not interned: they come from anybody, and in any number. */
  private static JsonFactory reading(int levels) {
    return JsonFactory.builder()
        .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
        .streamReadConstraints(
            StreamReadConstraints.builder()
                .maxNestingDepth(levels)
                // Jackson counts digits only, and not in every place where a number can stand.
                .maxNumberLength(Integer.MAX_VALUE)
                .maxNameLength(Integer.MAX_VALUE)
                .maxStringLength(Integer.MAX_VALUE)
                .build())
        .build();
  }

  /**
   * The text of UTF-8 bytes.
   *
   * @throws FeedException {@link ErrorCode#BAD_JSON} where they are not UTF-8 (RFC 8259, section
   *     8.1)
   */
  public static String decode(Buffer bytes) {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes.getBytes()))
          .toString();
    } catch (CharacterCodingException e) {
      throw new FeedException(ErrorCode.BAD_JSON, "The text is not UTF-8.");
    }
  }

  /**
   * One JSON value without white space, in UTF-8.
   *
   * @throws FeedException {@link ErrorCode#BAD_JSON} where the text is not exactly one JSON value,
   *     {@link ErrorCode#BAD_REQUEST} where it is deeper, or a number in it longer, than allowed
   */
  public static Buffer compact(String text) {
    check(text);
    return Buffer.buffer(strip(text));
  }

  /**
   * An object for verticles, made of JSON that was accepted before: it may have longer names than
   * the parser of Vert.x takes.
   */
  public static JsonObject object(Buffer json) {
    try (JsonParser parser = MESSAGE.createParser(json.toString())) {
      return (JsonObject) JacksonCodec.fromParser(parser, Object.class);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void check(String text) {
    try (JsonParser parser = VALUE.createParser(text)) {
      if (parser.nextToken() == null) {
        throw new FeedException(ErrorCode.BAD_JSON, "There is no JSON value, only an empty text.");
      }
      parser.skipChildren();
      if (parser.nextToken() != null) {
        throw new FeedException(ErrorCode.BAD_JSON, "There is more than one JSON value.");
      }
    } catch (IOException e) {
      throw notJson(e);
    }
  }

  static FeedException notJson(IOException e) {
    if (e instanceof StreamConstraintsException) {
      return outOfBounds();
    }
    String where =
        e instanceof JsonProcessingException json && json.getLocation() != null
            ? " at character " + json.getLocation().getCharOffset()
            : "";
    String why =
        e instanceof JsonProcessingException json ? json.getOriginalMessage() : "unreadable";
    return new FeedException(ErrorCode.BAD_JSON, "Not JSON" + where + ": " + why);
  }

  private static FeedException outOfBounds() {
    return new FeedException(
        ErrorCode.BAD_REQUEST,
        "A value has at most %d levels of objects and arrays, and numbers of %d characters."
            .formatted(MAX_LEVELS, MAX_NUMBER_CHARACTERS));
  }

  /**
   * Valid JSON without the white space between its tokens.
   *
   * @throws FeedException {@link ErrorCode#BAD_REQUEST} if a number is longer than allowed
   */
  static String strip(String json) {
    StringBuilder kept = new StringBuilder(json.length());
    boolean quoted = false;
    int numberCharacters = 0;
    for (int i = 0; i < json.length(); i++) {
      char c = json.charAt(i);
      if (quoted && c == '\\') {
        kept.append(c).append(json.charAt(++i));
        continue;
      }
      if (c == '"') {
        quoted = !quoted;
      }
      numberCharacters = !quoted && isOfNumber(c) ? numberCharacters + 1 : 0;
      if (numberCharacters > MAX_NUMBER_CHARACTERS) {
        throw outOfBounds();
      }
      if (Character.isSurrogate(c)) {
        i += keep(json, i, kept);
        continue;
      }
      if (quoted || !(c == ' ' || c == '\n' || c == '\r' || c == '\t')) {
        kept.append(c);
      }
    }
    return kept.toString();
  }

  /**
   * Keeps a surrogate at a place, with its other half. A lone one is no character that UTF-8 has; a
   * string of Java can hold it, and as an escape it stays what it is.
   *
   * @return how many more characters were kept
   */
  private static int keep(String json, int i, StringBuilder kept) {
    char c = json.charAt(i);
    boolean pair = i + 1 < json.length() && Character.isSurrogatePair(c, json.charAt(i + 1));
    if (pair) {
      kept.append(c).append(json.charAt(i + 1));
      return 1;
    }
    kept.append("\\u").append(Integer.toHexString(c));
    return 0;
  }

  /** An {@code e} is also in {@code true} and {@code false}: alone it is no long number. */
  private static boolean isOfNumber(char c) {
    return (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '+' || c == 'e' || c == 'E';
  }
}
