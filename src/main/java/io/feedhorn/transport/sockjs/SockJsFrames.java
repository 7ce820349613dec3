package io.feedhorn.transport.sockjs;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The frames of the SockJS protocol 0.3.3, and the format of its clients' messages. Frames are
 * ASCII only: browsers corrupt some characters that JSON permits unescaped, so all others are
 * escaped, as Vert.x Web does.
 */
final class SockJsFrames {
  static final String OPEN = "o";
  static final String HEARTBEAT = "h";

  private static final char FIRST_PRINTABLE = 0x20;
  private static final char FIRST_NON_ASCII = 0x80;

  private SockJsFrames() {}

  /** Returns a message as a JSON string. */
  static Buffer string(Buffer utf8) {
    return string(utf8.toString(StandardCharsets.UTF_8));
  }

  /** Returns a message as a JSON string. */
  static Buffer string(String message) {
    StringBuilder escaped = new StringBuilder(message.length() + message.length() / 4 + 2);
    escaped.append('"');
    for (int i = 0; i < message.length(); i++) {
      escape(message.charAt(i), escaped);
    }
    return Buffer.buffer(escaped.append('"').toString());
  }

  private static void escape(char c, StringBuilder escaped) {
    switch (c) {
      case '"', '\\' -> escaped.append('\\').append(c);
      case '\b' -> escaped.append("\\b");
      case '\t' -> escaped.append("\\t");
      case '\n' -> escaped.append("\\n");
      case '\f' -> escaped.append("\\f");
      case '\r' -> escaped.append("\\r");
      default -> {
        if (c >= FIRST_PRINTABLE && c < FIRST_NON_ASCII) {
          escaped.append(c);
        } else {
          escaped.append("\\u");
          for (int shift = 12; shift >= 0; shift -= 4) {
            escaped.append(Character.forDigit(c >> shift & 0xF, 16));
          }
        }
      }
    }
  }

  /** Returns the frame of messages that are JSON strings. */
  static Buffer array(List<Buffer> strings) {
    Buffer frame = Buffer.buffer("a[");
    for (int i = 0; i < strings.size(); i++) {
      if (i > 0) {
        frame.appendByte((byte) ',');
      }
      frame.appendBuffer(strings.get(i));
    }
    return frame.appendByte((byte) ']');
  }

  /** Returns the frame that ends a session. */
  static String close(int code, String reason) {
    return "c[" + code + "," + string(reason) + "]";
  }

  /**
   * Returns the messages of a client's request: a JSON array of strings, or one string.
   *
   * @throws DecodeException if it is neither
   */
  static List<String> messages(String text) {
    if (text.isEmpty()) {
      return List.of();
    }
    Object value = Json.decodeValue(text);
    if (value instanceof String message) {
      return List.of(message);
    }
    if (!(value instanceof JsonArray array)) {
      throw new DecodeException("An array of strings, or a string, is expected.");
    }
    List<String> messages = new ArrayList<>(array.size());
    for (Object each : array) {
      if (!(each instanceof String message)) {
        throw new DecodeException("The array must have strings only.");
      }
      messages.add(message);
    }
    return messages;
  }
}
