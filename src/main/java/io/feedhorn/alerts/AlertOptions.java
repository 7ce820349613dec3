package io.feedhorn.alerts;

/**
 * Settings of alerts. Immutable.
 *
 * @param enabled false if the server has no rules and evaluates none
 * @param rules the maximum number of rules of one user
 */
public record AlertOptions(boolean enabled, int rules) {
  public static final AlertOptions DEFAULT = new AlertOptions(true, 50);
}
