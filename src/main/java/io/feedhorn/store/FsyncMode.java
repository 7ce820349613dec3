package io.feedhorn.store;

import java.util.Locale;

/** The moment at which changes are forced to the disk. */
public enum FsyncMode {
  /** Before they count as stored: they survive power loss. */
  ALWAYS,
  /** At least once a second: power loss takes the changes of the last second. */
  INTERVAL;

  /** Returns the name in settings, such as {@code always}. */
  public String wire() {
    return name().toLowerCase(Locale.ROOT);
  }
}
