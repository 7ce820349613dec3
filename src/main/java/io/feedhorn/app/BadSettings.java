package io.feedhorn.app;

import java.util.List;

/** The settings hold mistakes; a node cannot start with them. */
final class BadSettings extends RuntimeException {
  private static final long serialVersionUID = 1L;

  @SuppressWarnings("serial") // An immutable list of strings.
  private final List<String> lines;

  BadSettings(List<String> lines) {
    super(String.join("; ", lines), null, false, false);
    this.lines = List.copyOf(lines);
  }

  /** One line for each mistake. */
  List<String> lines() {
    return lines;
  }
}
