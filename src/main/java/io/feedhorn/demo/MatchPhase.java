package io.feedhorn.demo;

import java.util.Locale;

/** Where a match is. */
enum MatchPhase {
  PRE,
  FIRST_HALF,
  HALF_TIME,
  SECOND_HALF,
  FULL_TIME;

  private final String wire = name().toLowerCase(Locale.ROOT).replace('_', '-');

  /** The name in an update: {@code first-half}. */
  String wire() {
    return wire;
  }
}
