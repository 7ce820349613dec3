package io.feedhorn.clients;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;

/** The programs of {@code docs/clients.md}, by the names in the comments above them. */
public final class Snippets {
  private static final Path PAGE = Path.of("docs", "clients.md");
  private static final Pattern SNIPPET =
      Pattern.compile("<!-- snippet: ([a-z0-9-]+) -->\\n```[a-z]+\\n(.*?)\\n```", Pattern.DOTALL);
  private static final Map<String, String> ALL = read();

  private Snippets() {}

  public static Set<String> names() {
    return ALL.keySet();
  }

  /**
   * Returns the code of the page with another address and topic.
   *
   * @param port a port of 127.0.0.1
   */
  public static String code(String name, int port, String topic) {
    String code = Objects.requireNonNull(ALL.get(name), "no snippet is called " + name);
    return code.replace("localhost:8080", "127.0.0.1:" + port).replace("notify.u42", topic);
  }

  private static Map<String, String> read() {
    try {
      Map<String, String> all = new LinkedHashMap<>();
      SNIPPET
          .matcher(Files.readString(PAGE))
          .results()
          .forEach(found -> all.put(found.group(1), found.group(2)));
      return all;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
