package io.feedhorn.web;

import com.microsoft.playwright.Page;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The accessibility checker axe-core, run within a page. */
final class Axe {
  private static final String RUN =
      """
      async () => (await axe.run(document)).violations.map(({id, help, nodes}) =>
        `${id} (${help}): ${nodes.map(({target}) => target.join(' ')).join(', ')}`)
      """;

  private Axe() {}

  /** Returns the violations, each with its rule and elements. */
  static List<String> violations(Page page) throws IOException {
    page.evaluate(script());
    return ((List<?>) page.evaluate(RUN)).stream().map(String::valueOf).toList();
  }

  private static String script() throws IOException {
    try (InputStream file = Axe.class.getResourceAsStream("/axe.min.js")) {
      if (file == null) {
        throw new FileNotFoundException("axe.min.js is not on the class path");
      }
      return new String(file.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
