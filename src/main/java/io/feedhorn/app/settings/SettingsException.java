package io.feedhorn.app.settings;

import java.util.List;

/** The settings hold mistakes; a node cannot start with them. */
public final class SettingsException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  @SuppressWarnings("serial") // An immutable list of strings.
  private final List<String> lines;

  SettingsException(List<String> lines) {
    super(String.join("; ", lines), null, false, false);
    this.lines = List.copyOf(lines);
  }

  /** One line for each mistake. */
  public List<String> lines() {
    return lines;
  }
}
