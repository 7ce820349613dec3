package io.feedhorn.hostile;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;

/** Valid, nearly valid and invalid input from one seed. Not thread-safe. */
final class MalformedInput {
  private static final List<String> JSON =
      List.of(
          "1",
          "-0",
          "1e999",
          "null",
          "true",
          "\"x\"",
          "\"\\ud800\"",
          "[]",
          "{}",
          "[1,",
          "{\"a\":}",
          "{\"a\":1}",
          "",
          " ",
          "01",
          "NaN",
          "\"\u0000\"",
          "[[[[[[[[",
          "{\"a\":1,\"a\":2}",
          "'x'",
          "9".repeat(1_200),
          "[".repeat(1_500),
          "\"" + "y".repeat(3_000) + "\"");
  private static final List<String> TOPICS =
      List.of(
          "a.b",
          "chat.x",
          "prices.BTC-USD",
          "a.*",
          "a.>",
          "*.a",
          "a",
          "",
          ".",
          "a..b",
          "a.b.",
          "feedhorn.publish",
          "__vertx.x",
          "é.a",
          "a.b c",
          "a." + "b".repeat(300),
          "a.b\n",
          "a.%");
  private static final List<String> CURSORS =
      List.of(
          "a:abcd:1",
          "a:abcd:0,chat:abcd:7",
          "a",
          ":",
          "a:abcd:-1",
          "a:abcd:99999999999999999999",
          "a:ABCD:1",
          "a:abcd:1,a:abcd:2",
          "z:abcd:1",
          "",
          ",",
          "a:abcd:1,");
  private static final List<String> TYPES =
      List.of(
          "subscribe",
          "unsubscribe",
          "publish",
          "ping",
          "ack",
          "auth",
          "register",
          "unregister",
          "send",
          "nope",
          "",
          "message");
  private static final List<String> SCRAPS =
      List.of("\r\n", "\r\n\r\n", "\u0000", "{", "}", "\"", ",", "%", "../", "\u00ff", ": ", " ");

  private final Random random;
  private final List<String> tokens;

  /**
   * @param tokens tokens for some requests, valid or not; none for an open server
   */
  MalformedInput(Random random, List<String> tokens) {
    this.random = random;
    this.tokens = tokens;
  }

  /** Returns a header with a token, or nothing. */
  String showing() {
    return tokens.isEmpty() || chance(30) ? "" : "Authorization: Bearer " + one(tokens) + "\r\n";
  }

  boolean chance(int percent) {
    return random.nextInt(100) < percent;
  }

  int below(int bound) {
    return random.nextInt(bound);
  }

  <T> T one(List<T> of) {
    return of.get(random.nextInt(of.size()));
  }

  String json() {
    return chance(60) ? "{\"x\":" + random.nextInt(1_000) + "}" : one(JSON);
  }

  String topic() {
    return chance(60) ? "a.t" + random.nextInt(20) : one(TOPICS);
  }

  String cursor() {
    return one(CURSORS);
  }

  String number() {
    return one(List.of("1", "0", "-1", "0.5", "1e9", "99999999999999999999", "x", "", "NaN", "60"));
  }

  /** Returns a message with fields of the WebSocket and of the bridge, some missing or invalid. */
  String message() {
    StringBuilder message = new StringBuilder("{");
    field(message, "type", quoted(one(TYPES)), 95);
    field(message, "id", chance(80) ? number() : json(), 80);
    field(message, "topic", quoted(topic()), 60);
    field(message, "topics", "[" + quoted(topic()) + "," + quoted(topic()) + "]", 60);
    field(message, "address", quoted(chance(80) ? topic() : "feedhorn.publish"), 60);
    field(message, "data", json(), 60);
    field(message, "body", chance(50) ? json() : "{\"topic\":\"a.b\",\"data\":1}", 40);
    field(message, "replyAddress", quoted("r"), 30);
    field(message, "since", quoted(cursor()), 20);
    if (!tokens.isEmpty()) {
      field(message, "token", quoted(one(tokens)), 30);
      field(message, "headers", "{\"Authorization\":\"Bearer " + one(tokens) + "\"}", 20);
    }
    field(message, "headers", chance(50) ? "{\"since\":" + quoted(cursor()) + "}" : json(), 20);
    field(message, "maxRate", number(), 10);
    field(message, "conflate", json(), 10);
    return message.append('}').toString();
  }

  private void field(StringBuilder message, String name, String value, int percent) {
    if (chance(percent)) {
      message
          .append(message.length() > 1 ? "," : "")
          .append(quoted(name))
          .append(':')
          .append(value);
    }
  }

  private static String quoted(String text) {
    return '"' + text + '"';
  }

  /** Returns the bytes unchanged, or mutated. */
  byte[] bytes(String text, int percent) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return chance(percent) ? mutated(bytes) : bytes;
  }

  /** Returns bytes with some changed, removed, repeated or inserted. */
  byte[] mutated(byte[] from) {
    StringBuilder text = new StringBuilder(new String(from, StandardCharsets.ISO_8859_1));
    for (int i = random.nextInt(4); i >= 0; i--) {
      int at = random.nextInt(text.length() + 1);
      int end = Math.min(text.length(), at + 1 + random.nextInt(8));
      switch (random.nextInt(5)) {
        case 0 -> text.replace(at, end, "");
        case 1 -> text.insert(at, one(SCRAPS));
        case 2 -> text.insert(at, text.substring(at, end));
        case 3 -> text.insert(at, (char) random.nextInt(256));
        default -> text.replace(at, end, String.valueOf((char) random.nextInt(256)));
      }
    }
    return text.toString().getBytes(StandardCharsets.ISO_8859_1);
  }
}
