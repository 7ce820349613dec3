package io.feedhorn.limits;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Parses headers whose value is a list (RFC 9110, section 5.6.1). A list may be on several lines
 * (section 5.3): two lines {@code Connection: keep-alive} and {@code Connection: Upgrade} mean the
 * same as one line with both, in that order.
 */
public final class ListHeader {
  private ListHeader() {}

  /**
   * Returns the members of a list without surrounding white space and without empty members. A
   * comma in a quoted string does not separate.
   *
   * @param lines the values of the header's lines, in order
   */
  public static List<String> members(List<String> lines) {
    List<String> members = new ArrayList<>();
    lines.forEach(line -> split(line, ',', members));
    return members;
  }

  /** Returns the parts of a member, separated by {@code ;} outside of quoted strings. */
  public static List<String> parts(String member) {
    List<String> parts = new ArrayList<>();
    split(member, ';', parts);
    return parts;
  }

  /**
   * Returns the first part of a member: a media type without its parameters. Empty if the member
   * has no parts.
   */
  public static String firstPart(String member) {
    List<String> parts = parts(member);
    return parts.isEmpty() ? "" : parts.get(0);
  }

  /**
   * Returns true if a list has a member; upper and lower case are equal.
   *
   * @param member in lower case
   */
  public static boolean has(List<String> lines, String member) {
    return members(lines).stream().anyMatch(each -> each.toLowerCase(Locale.ROOT).equals(member));
  }

  private static void split(String line, char separator, List<String> into) {
    boolean quoted = false;
    int from = 0;
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (quoted && c == '\\') {
        i++; // a quoted pair: the next character does not end the string
      } else if (c == '"') {
        quoted = !quoted;
      } else if (c == separator && !quoted) {
        add(line.substring(from, i), into);
        from = i + 1;
      }
    }
    add(line.substring(from), into);
  }

  private static void add(String member, List<String> into) {
    String stripped = member.strip();
    if (!stripped.isEmpty()) {
      into.add(stripped);
    }
  }
}
