package io.feedhorn.alerts;

import java.util.Locale;

/** The ways in which a rule compares values. */
enum AlertCondition {
  /** A number is greater than the rule's. */
  ABOVE,
  /** A number is less than the rule's. */
  BELOW,
  /** A number has moved by a percentage since the reference. */
  MOVES,
  /** A value is not equal to the reference. */
  CHANGES;

  static AlertCondition of(String wire) {
    return valueOf(wire.toUpperCase(Locale.ROOT));
  }

  /** Returns true if the rule has a number to compare with. */
  boolean needsValue() {
    return this != CHANGES;
  }

  /** Returns true if the condition has a threshold, on one of whose sides a value is. */
  boolean isThreshold() {
    return this == ABOVE || this == BELOW;
  }
}
