package io.feedhorn.app.settings;

import java.util.List;

/** Errors in the settings, because of which the server cannot start. */
public final class SettingsException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  @SuppressWarnings("serial") // An immutable list of strings.
  private final List<String> lines;

  SettingsException(List<String> lines) {
    super(String.join("; ", lines), null, false, false);
    this.lines = List.copyOf(lines);
  }

  /** Returns an exception with one error. */
  public static SettingsException of(String line) {
    return new SettingsException(List.of(line));
  }

  /** Returns one line for each error. */
  public List<String> lines() {
    return lines;
  }
}
