package io.feedhorn.proxy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A configuration of {@code docs/proxies.md}. Immutable. */
record ConfigBlock(String text) {
  private static final Path PAGE = Path.of("docs", "proxies.md");
  private static final String FENCE = "\n```";
  private static final String NODE = "127.0.0.1:8080";

  /** Returns the only block of a language. */
  static ConfigBlock of(String language) {
    String page = read();
    String opening = FENCE + language + "\n";
    int start = page.indexOf(opening);
    if (start < 0 || page.indexOf(opening, start + 1) >= 0) {
      throw new AssertionError(PAGE + " must have one block of " + language);
    }
    int from = start + opening.length();
    return new ConfigBlock(page.substring(from, page.indexOf(FENCE, from) + 1));
  }

  private static String read() {
    try {
      return Files.readString(PAGE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the block with a replaced placeholder, which it must contain. */
  ConfigBlock with(String placeholder, Object value) {
    if (!text.contains(placeholder)) {
      throw new AssertionError("'" + placeholder + "' is missing in\n" + text);
    }
    return new ConfigBlock(text.replace(placeholder, value.toString()));
  }

  /** Returns the block with the site's nodes; the second one is commented out in the docs. */
  ConfigBlock withNodes(ProxySite site) {
    if (site.nodes().size() == 1) {
      return with(NODE, "127.0.0.1:" + site.nodes().get(0));
    }
    return new ConfigBlock(text.replaceAll("(?m)^( *)# (.*10\\.0\\.0\\.2)", "$1$2"))
        .with(NODE, "127.0.0.1:" + site.nodes().get(0))
        .with("10.0.0.2:8080", "127.0.0.1:" + site.nodes().get(1));
  }

  /** Returns the block with the certificate and key of the site. */
  ConfigBlock withCertificate(ProxySite site) {
    return with("/etc/ssl/feeds.pem", site.certificate()).with("/etc/ssl/feeds.key", site.key());
  }
}
