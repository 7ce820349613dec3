package io.feedhorn.model;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * JSON as it came: checked, stripped of white space, and otherwise left alone, so that numbers keep
 * their digits and strings their escapes. Safe on any thread.
 */
public final class JsonText {
  static final JsonFactory FACTORY = new JsonFactory();

  private JsonText() {}

  /**
   * The text of UTF-8 bytes.
   *
   * @throws Refusal {@link Code#BAD_JSON} where they are not UTF-8 (RFC 8259, section 8.1)
   */
  public static String decode(Buffer bytes) {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes.getBytes()))
          .toString();
    } catch (CharacterCodingException e) {
      throw new Refusal(Code.BAD_JSON, "The text is not UTF-8.");
    }
  }

  /**
   * One JSON value without white space, in UTF-8.
   *
   * @throws Refusal {@link Code#BAD_JSON} where the text is not exactly one JSON value
   */
  public static Buffer compact(String text) {
    check(text);
    return Buffer.buffer(strip(text));
  }

  private static void check(String text) {
    try (JsonParser parser = FACTORY.createParser(text)) {
      if (parser.nextToken() == null) {
        throw new Refusal(Code.BAD_JSON, "There is no JSON value, only an empty text.");
      }
      parser.skipChildren();
      if (parser.nextToken() != null) {
        throw new Refusal(Code.BAD_JSON, "There is more than one JSON value.");
      }
    } catch (IOException e) {
      throw notJson(e);
    }
  }

  static Refusal notJson(IOException e) {
    String where =
        e instanceof JsonProcessingException json && json.getLocation() != null
            ? " at character " + json.getLocation().getCharOffset()
            : "";
    String why =
        e instanceof JsonProcessingException json ? json.getOriginalMessage() : "unreadable";
    return new Refusal(Code.BAD_JSON, "Not JSON" + where + ": " + why);
  }

  /** Valid JSON without the white space between its tokens. */
  static String strip(String json) {
    StringBuilder kept = new StringBuilder(json.length());
    boolean quoted = false;
    for (int i = 0; i < json.length(); i++) {
      char c = json.charAt(i);
      if (quoted && c == '\\') {
        kept.append(c).append(json.charAt(++i));
        continue;
      }
      if (c == '"') {
        quoted = !quoted;
      }
      if (quoted || !(c == ' ' || c == '\n' || c == '\r' || c == '\t')) {
        kept.append(c);
      }
    }
    return kept.toString();
  }
}
