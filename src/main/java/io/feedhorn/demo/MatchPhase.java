package io.feedhorn.demo;

import java.util.Locale;

/** The phase of a match. */
enum MatchPhase {
  PRE,
  FIRST_HALF,
  HALF_TIME,
  SECOND_HALF,
  FULL_TIME;

  private final String wire = name().toLowerCase(Locale.ROOT).replace('_', '-');

  /** Returns the name in updates, such as {@code first-half}. */
  String wire() {
    return wire;
  }
}
