package io.feedhorn.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import io.feedhorn.model.ErrorCode;
import io.feedhorn.model.FeedException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.EncodeException;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonObject;
import io.vertx.core.json.jackson.JacksonCodec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * JSON text that is validated and stripped of white space, and otherwise unchanged: numbers keep
 * their digits and strings their escapes. Safe on any thread.
 */
public final class RawJson {
  /** The maximum number of levels of objects and arrays in a value. */
  public static final int MAX_LEVELS = 500;

  /** The maximum number of characters of a number, with sign, point and exponent. */
  public static final int MAX_NUMBER_CHARACTERS = 1_000;

  private static final String BYTE_ORDER_MARK = "\uFEFF";

  /** A part of the parser's messages about its own settings. */
  private static final Pattern SOURCE_OF_PARSER =
      Pattern.compile(" \\([a-zA-Z ]* \\[Source: [^\\]]*\\]\\)");

  private static final int LEVELS_AROUND_A_VALUE = 4;
  private static final JsonFactory VALUE = factory(MAX_LEVELS);

  /** The factory of parsers for messages that contain a value. */
  static final JsonFactory MESSAGE = factory(MAX_LEVELS + LEVELS_AROUND_A_VALUE);

  private RawJson() {}

  private static JsonFactory factory(int maxLevels) {
    // Names are not interned: clients may send any number of different ones.
    return JsonFactory.builder()
        .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
        .streamReadConstraints(
            StreamReadConstraints.builder()
                .maxNestingDepth(maxLevels)
                // Jackson counts digits only, and not in every position of a number.
                .maxNumberLength(Integer.MAX_VALUE)
                .maxNameLength(Integer.MAX_VALUE)
                .maxStringLength(Integer.MAX_VALUE)
                .build())
        .build();
  }

  /**
   * Returns the text of UTF-8 bytes.
   *
   * @throws FeedException {@link ErrorCode#BAD_JSON} if they are not UTF-8 (RFC 8259, section 8.1)
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
   * Returns one JSON value without white space, in UTF-8.
   *
   * @throws FeedException {@link ErrorCode#BAD_JSON} if the text is not exactly one JSON value,
   *     {@link ErrorCode#BAD_REQUEST} if its nesting is deeper, or a number longer, than allowed
   */
  public static Buffer compact(String text) {
    check(text);
    return Buffer.buffer(strip(text));
  }

  /**
   * Returns a value of a verticle as compact JSON, in UTF-8.
   *
   * @param value a type of Vert.x, or maps and lists
   * @throws FeedException {@link ErrorCode#BAD_JSON} if it is not a JSON value, or has NaN or an
   *     infinite number, {@link ErrorCode#BAD_REQUEST} if its nesting is deeper, or a number
   *     longer, than allowed
   */
  public static Buffer encode(@Nullable Object value) {
    String text;
    try {
      text = Json.encode(value);
    } catch (EncodeException e) {
      throw new FeedException(ErrorCode.BAD_JSON, "'data' is not a JSON value: " + e.getMessage());
    }
    FiniteNumbers.check(value, text);
    // The bytes of a lone surrogate would be those of a question mark.
    Buffer scanned =
        hasSurrogates(text)
            ? null
            : new PublishFields().compact(text.getBytes(StandardCharsets.UTF_8));
    return scanned == null ? compact(text) : scanned;
  }

  /** Returns true for one JSON value that can be parsed as it is; not for all of them. */
  static boolean isPlain(String text) {
    return !hasSurrogates(text)
        && new PublishFields().isValue(text.getBytes(StandardCharsets.UTF_8));
  }

  private static boolean hasSurrogates(String text) {
    return text.chars().anyMatch(c -> Character.isSurrogate((char) c));
  }

  /**
   * Returns an object for verticles from JSON that was accepted before. It may have longer names
   * than the parser of Vert.x accepts.
   */
  public static JsonObject object(Buffer json) {
    try (JsonParser parser = MESSAGE.createParser(json.toString())) {
      return (JsonObject) JacksonCodec.fromParser(parser, Object.class);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Refuses the mark with which some editors begin a file, because it is invisible. */
  static void requireNoByteOrderMark(String text) {
    if (text.startsWith(BYTE_ORDER_MARK)) {
      throw new FeedException(
          ErrorCode.BAD_JSON,
          "Not JSON at character 0: a byte order mark (U+FEFF), which JSON does not have (RFC 8259).");
    }
  }

  private static void check(String text) {
    requireNoByteOrderMark(text);
    try (JsonParser parser = VALUE.createParser(text)) {
      if (parser.nextToken() == null) {
        throw new FeedException(
            ErrorCode.BAD_JSON, "The text is empty; one JSON value is expected.");
      }
      parser.skipChildren();
      if (parser.nextToken() != null) {
        throw new FeedException(ErrorCode.BAD_JSON, "The text has more than one JSON value.");
      }
    } catch (IOException e) {
      throw notJson(e);
    }
  }

  static FeedException notJson(IOException e) {
    if (e instanceof StreamConstraintsException) {
      return outOfBounds();
    }
    String position =
        e instanceof JsonProcessingException json && json.getLocation() != null
            ? " at character " + json.getLocation().getCharOffset()
            : "";
    String reason =
        e instanceof JsonProcessingException json ? json.getOriginalMessage() : "unreadable";
    return new FeedException(
        ErrorCode.BAD_JSON,
        "Not JSON" + position + ": " + SOURCE_OF_PARSER.matcher(reason).replaceFirst(""));
  }

  private static FeedException outOfBounds() {
    return new FeedException(
        ErrorCode.BAD_REQUEST,
        "A value has at most %d levels of objects and arrays, and numbers of %d characters."
            .formatted(MAX_LEVELS, MAX_NUMBER_CHARACTERS));
  }

  /**
   * Returns valid JSON without the white space between its tokens.
   *
   * @throws FeedException {@link ErrorCode#BAD_REQUEST} if a number is longer than allowed
   */
  static String strip(String json) {
    StringBuilder stripped = new StringBuilder(json.length());
    boolean quoted = false;
    int numberCharacters = 0;
    for (int i = 0; i < json.length(); i++) {
      char c = json.charAt(i);
      if (quoted && c == '\\') {
        stripped.append(c).append(json.charAt(++i));
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
        i += appendSurrogate(json, i, stripped);
        continue;
      }
      if (quoted || !(c == ' ' || c == '\n' || c == '\r' || c == '\t')) {
        stripped.append(c);
      }
    }
    return stripped.toString();
  }

  /**
   * Appends the surrogate at an index, with its other half. A lone surrogate has no UTF-8 encoding
   * and is appended as an escape, which has the same value.
   *
   * @return the number of additional characters that were read
   */
  private static int appendSurrogate(String json, int i, StringBuilder stripped) {
    char c = json.charAt(i);
    boolean pair = i + 1 < json.length() && Character.isSurrogatePair(c, json.charAt(i + 1));
    if (pair) {
      stripped.append(c).append(json.charAt(i + 1));
      return 1;
    }
    stripped.append("\\u").append(Integer.toHexString(c));
    return 0;
  }

  /** Returns true for the characters of numbers, also for the {@code e} of {@code true}. */
  private static boolean isOfNumber(char c) {
    return (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '+' || c == 'e' || c == 'E';
  }
}
