package io.feedhorn.limits;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Reads headers whose value is a list (RFC 9110, section 5.6.1). A list may stand on several lines
 * (section 5.3): two lines {@code Connection: keep-alive} and {@code Connection: Upgrade} are the
 * same as one line with both, in that order.
 */
public final class ListHeader {
  private ListHeader() {}

  /**
   * The members of a list, without the white space around them; empty ones are left out. A comma
   * within a quoted string does not separate.
   *
   * @param lines the value of each line with the header's name, in order
   */
  public static List<String> members(List<String> lines) {
    List<String> members = new ArrayList<>();
    lines.forEach(line -> split(line, ',', members));
    return members;
  }

  /** The parts of one member that {@code ;} separates, a quoted string being one piece. */
  public static List<String> parts(String member) {
    List<String> parts = new ArrayList<>();
    split(member, ';', parts);
    return parts;
  }

  /**
   * Returns true where a list has a member, in letters of either case.
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
        i++; // a quoted pair: what follows does not end the string
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
    String bare = member.strip();
    if (!bare.isEmpty()) {
      into.add(bare);
    }
  }
}
