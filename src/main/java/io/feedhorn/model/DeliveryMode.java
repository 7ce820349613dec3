package io.feedhorn.model;

import java.util.Locale;

/** What a feed promises a reader that cannot take every update. */
public enum DeliveryMode {
  /** The reader is conflated to the newest update of each topic; it is never cut off. */
  LATEST,
  /** Each update in order, up to a bounded backlog; past that the reader is closed. */
  EVERY;

  /** The name in settings: {@code latest}. */
  public String wire() {
    return name().toLowerCase(Locale.ROOT);
  }
}
