package io.feedhorn.json;

import io.vertx.core.buffer.Buffer;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The fields {@code topic} and {@code data} of a publish, found in one pass over its bytes, which
 * is also their validation. Messages that are unusual or not valid are left to {@link JsonMessage},
 * with which the result is equal for all others. Not thread-safe.
 */
public final class PublishFields {
  private static final byte[] TOPIC = {'"', 't', 'o', 'p', 'i', 'c', '"'};
  private static final byte[] DATA = {'"', 'd', 'a', 't', 'a', '"'};

  private final JsonScanner scanner = new JsonScanner();
  private byte[] bytes = {};
  private int topicStart;
  private int topicEnd;
  private int dataStart;
  private int dataEnd;
  private boolean dataSpaces;

  /**
   * Reads a message with the fields {@code topic}, a string without escapes, and {@code data}.
   *
   * @return false if the message must be read by {@link JsonMessage}
   */
  public boolean read(byte[] message, int start, int end) {
    bytes = message;
    topicStart = 0;
    dataStart = 0;
    scanner.reset(message, end);
    int at = scanner.skipSpaces(start);
    if (!scanner.isAt(at, '{')) {
      return false;
    }
    do {
      at = field(scanner.skipSpaces(at + 1));
    } while (scanner.isAt(at, ','));
    return scanner.isAt(at, '}')
        && scanner.skipSpaces(at + 1) == end
        && topicStart > 0
        && dataStart > 0
        && (!scanner.isBeyondAscii() || isUtf8(message, start, end));
  }

  /** Returns the index of the character after a field; negative if the field is unusual. */
  private int field(int name) {
    if (!scanner.isAt(name, '"')) {
      return JsonScanner.UNUSUAL;
    }
    scanner.takeEscapes();
    int nameEnd = scanner.string(name);
    int colon = nameEnd < 0 ? nameEnd : scanner.skipSpaces(nameEnd);
    if (!scanner.isAt(colon, ':') || scanner.takeEscapes()) {
      return JsonScanner.UNUSUAL;
    }
    int value = scanner.skipSpaces(colon + 1);
    scanner.takeSpaces();
    int valueEnd = scanner.value(value);
    if (valueEnd < 0) {
      return JsonScanner.UNUSUAL;
    }
    if (isName(TOPIC, name, nameEnd)) {
      if (topicStart > 0 || !scanner.isAt(value, '"') || scanner.takeEscapes()) {
        return JsonScanner.UNUSUAL;
      }
      topicStart = value + 1;
      topicEnd = valueEnd - 1;
    } else if (isName(DATA, name, nameEnd)) {
      if (dataStart > 0) {
        return JsonScanner.UNUSUAL;
      }
      dataStart = value;
      dataEnd = valueEnd;
      dataSpaces = scanner.takeSpaces();
    }
    return scanner.skipSpaces(valueEnd);
  }

  private boolean isName(byte[] quoted, int start, int end) {
    if (end - start != quoted.length) {
      return false;
    }
    for (int i = 0; i < quoted.length; i++) {
      if (bytes[start + i] != quoted[i]) {
        return false;
      }
    }
    return true;
  }

  private static boolean isUtf8(byte[] bytes, int start, int end) {
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, start, end - start));
      return true;
    } catch (CharacterCodingException malformed) {
      return false;
    }
  }

  /** Returns the index of the first byte of the topic. */
  public int topicStart() {
    return topicStart;
  }

  /** Returns the index after the last byte of the topic. */
  public int topicEnd() {
    return topicEnd;
  }

  /** Returns the value without white space, as {@link RawJson#compact} does. */
  public Buffer data() {
    return copy(bytes, dataStart, dataEnd, dataSpaces);
  }

  /**
   * Returns one JSON value without white space, as {@link RawJson#compact} does, or null if that
   * must decide about it.
   */
  public @Nullable Buffer compact(byte[] text) {
    scanner.reset(text, text.length);
    int start = scanner.skipSpaces(0);
    scanner.takeSpaces();
    int valueEnd = scanner.value(start);
    boolean spaces = scanner.takeSpaces();
    return valueEnd >= 0
            && scanner.skipSpaces(valueEnd) == text.length
            && (!scanner.isBeyondAscii() || isUtf8(text, 0, text.length))
        ? copy(text, start, valueEnd, spaces)
        : null;
  }

  /** Returns true for one JSON value that {@link RawJson#compact} accepts; not for all of them. */
  boolean isValue(byte[] text) {
    scanner.reset(text, text.length);
    int valueEnd = scanner.value(scanner.skipSpaces(0));
    return valueEnd >= 0
        && scanner.skipSpaces(valueEnd) == text.length
        && (!scanner.isBeyondAscii() || isUtf8(text, 0, text.length));
  }

  private static Buffer copy(byte[] text, int start, int end, boolean spaces) {
    Buffer copy = Buffer.buffer(end - start);
    return spaces
        ? copy.appendBytes(stripped(text, start, end))
        : copy.appendBytes(text, start, end - start);
  }

  private static byte[] stripped(byte[] text, int start, int end) {
    byte[] stripped = new byte[end - start];
    int length = 0;
    boolean quoted = false;
    for (int i = start; i < end; i++) {
      byte b = text[i];
      if (quoted && b == '\\') {
        stripped[length++] = b;
        b = text[++i];
      } else if (b == '"') {
        quoted = !quoted;
      } else if (!quoted && (b == ' ' || b == '\n' || b == '\r' || b == '\t')) {
        continue;
      }
      stripped[length++] = b;
    }
    return Arrays.copyOf(stripped, length);
  }
}
