package io.feedhorn.model;

import java.util.Locale;

/** The reaction of a feed to readers that do not accept every update. */
public enum DeliveryMode {
  /** Waiting updates are conflated to the newest of each topic; the connection is never closed. */
  LATEST,
  /** Every update is kept up to the maximum backlog; beyond it the connection is closed. */
  EVERY;

  /** Returns the name in settings, such as {@code latest}. */
  public String wire() {
    return name().toLowerCase(Locale.ROOT);
  }
}
