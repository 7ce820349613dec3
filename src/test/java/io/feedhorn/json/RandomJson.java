package io.feedhorn.json;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** A generator of JSON documents as lists of tokens, so that white space can be added between. */
public final class RandomJson {
  private static final List<String> SCALARS =
      List.of(
          "a",
          " ",
          "\\\"",
          "\\\\",
          "\\/",
          "\\n",
          "\\t",
          "\\u0020",
          "\\uD83D\\uDE00",
          "é",
          "😀",
          "{",
          "}",
          "[",
          ",",
          ":",
          "'",
          "/*",
          "  ",
          "\\u00e9",
          "\u007f",
          "\u2028",
          "\uFEFF");

  private final Random random;

  public RandomJson(Random random) {
    this.random = random;
  }

  /** Returns a value of any type. */
  public List<String> value(int depth) {
    return switch (random.nextInt(depth > 0 ? 7 : 5)) {
      case 0 -> List.of("null");
      case 1 -> List.of(random.nextBoolean() ? "true" : "false");
      case 2, 3 -> List.of(number());
      case 4 -> List.of(string());
      case 5 -> array(depth - 1);
      default -> object(depth - 1);
    };
  }

  public String number() {
    StringBuilder number = new StringBuilder(random.nextBoolean() ? "-" : "");
    number.append(random.nextInt(4) == 0 ? "0" : 1 + random.nextInt(9) + digits(0, 30));
    if (random.nextBoolean()) {
      number.append('.').append(digits(1, 20)).append(random.nextBoolean() ? "0" : "");
    }
    if (random.nextInt(4) == 0) {
      number.append(random.nextBoolean() ? 'e' : 'E').append(List.of("", "+", "-").get(third()));
      number.append(digits(1, 3));
    }
    return number.toString();
  }

  public String string() {
    StringBuilder string = new StringBuilder("\"");
    for (int i = random.nextInt(8); i > 0; i--) {
      string.append(SCALARS.get(random.nextInt(SCALARS.size())));
    }
    return string.append('"').toString();
  }

  /** Returns the tokens with white space before, after and between them. */
  public String spaced(List<String> tokens) {
    StringBuilder text = new StringBuilder(space());
    tokens.forEach(token -> text.append(token).append(space()));
    return text.toString();
  }

  public String space() {
    StringBuilder space = new StringBuilder();
    for (int i = random.nextInt(4); i > 0; i--) {
      space.append(" \t\r\n".charAt(random.nextInt(4)));
    }
    return space.toString();
  }

  private List<String> array(int depth) {
    List<String> tokens = new ArrayList<>(List.of("["));
    for (int i = random.nextInt(4); i > 0; i--) {
      tokens.addAll(value(depth));
      tokens.add(",");
    }
    return closed(tokens, "]");
  }

  private List<String> object(int depth) {
    List<String> tokens = new ArrayList<>(List.of("{"));
    for (int i = random.nextInt(4); i > 0; i--) {
      tokens.addAll(List.of(string(), ":"));
      tokens.addAll(value(depth));
      tokens.add(",");
    }
    return closed(tokens, "}");
  }

  private static List<String> closed(List<String> tokens, String end) {
    if (tokens.size() > 1) {
      tokens.remove(tokens.size() - 1);
    }
    tokens.add(end);
    return tokens;
  }

  private String digits(int min, int max) {
    StringBuilder digits = new StringBuilder();
    for (int i = random.nextInt(min, max + 1); i > 0; i--) {
      digits.append(random.nextInt(10));
    }
    return digits.toString();
  }

  private int third() {
    return random.nextInt(3);
  }
}
