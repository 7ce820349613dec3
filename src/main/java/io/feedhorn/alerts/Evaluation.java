package io.feedhorn.alerts;

import io.vertx.core.json.Json;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * The result of comparing one value with a rule. Immutable.
 *
 * @param state the state for the value's topic after it
 * @param notifies true if the user is to be notified
 * @param deferred true if the user is to be notified when the pause has ended, if the rule is still
 *     fulfilled then
 */
record Evaluation(TopicState state, boolean notifies, boolean deferred) {
  private static final int MAX_TEXT_CHARACTERS = 100;
  private static final double PERCENT = 100;

  /** Returns the state of a topic whose first value is known to the user who makes the rule. */
  static TopicState first(AlertRule rule, Object value) {
    if (rule.comparison() == AlertCondition.CHANGES) {
      return TopicState.NEW.comparedWith(text(value));
    }
    if (rule.comparison() == AlertCondition.MOVES) {
      return value instanceof Number number && isFinite(number)
          ? TopicState.NEW.comparedWith(numberText(number))
          : TopicState.NEW;
    }
    return TopicState.NEW.holding(value instanceof Number number && beyond(rule, number, 0));
  }

  /** Returns true for a value that a rule does not compare, because it is of another type. */
  static boolean isIgnored(AlertRule rule, Object value) {
    return switch (rule.comparison()) {
      case CHANGES -> false;
      case MOVES -> !(value instanceof Number number && isFinite(number));
      case ABOVE, BELOW -> !(value instanceof Number);
    };
  }

  /**
   * Compares a value.
   *
   * @param value the compared member of the value
   * @param nowMillis Unix time
   */
  static Evaluation of(AlertRule rule, TopicState before, Object value, long nowMillis) {
    if (rule.comparison() == AlertCondition.CHANGES) {
      String text = text(value);
      return text.equals(before.reference())
          ? unchanged(before)
          : moved(rule, before, text, nowMillis);
    }
    if (!(value instanceof Number number)) {
      return unchanged(before);
    }
    if (rule.comparison() == AlertCondition.MOVES) {
      return isFinite(number) && hasMoved(rule, before.reference(), number.doubleValue())
          ? moved(rule, before, numberText(number), nowMillis)
          : unchanged(before);
    }
    if (before.holds()) {
      return beyond(rule, number, rule.hysteresis())
          ? unchanged(before)
          : new Evaluation(before.holding(false), false, false);
    }
    return beyond(rule, number, 0)
        ? notifying(rule, before, before.holding(true), nowMillis)
        : unchanged(before);
  }

  private static Evaluation unchanged(TopicState state) {
    return new Evaluation(state, false, false);
  }

  private static Evaluation moved(
      AlertRule rule, TopicState before, String reference, long nowMillis) {
    TopicState after = before.comparedWith(reference);
    return before.reference() == null
        ? new Evaluation(after, false, false)
        : notifying(rule, before, after, nowMillis);
  }

  private static Evaluation notifying(
      AlertRule rule, TopicState before, TopicState after, long nowMillis) {
    return isPausing(rule, before, nowMillis)
        ? new Evaluation(before, false, true)
        : new Evaluation(after.notifiedAt(nowMillis), true, false);
  }

  /** Returns true if the pause after the newest notification about a topic has not ended. */
  static boolean isPausing(AlertRule rule, TopicState state, long nowMillis) {
    long since = nowMillis - state.notifiedMillis();
    // A clock that was set back must not silence the rule.
    return state.notifiedMillis() > 0 && since >= 0 && since < rule.pauseMillis();
  }

  /** Returns true if a number is on the far side of the threshold, moved back by a distance. */
  private static boolean beyond(AlertRule rule, Number number, double distance) {
    double value = number.doubleValue();
    return rule.comparison() == AlertCondition.ABOVE
        ? value > rule.value() - distance
        : value < rule.value() + distance;
  }

  private static boolean hasMoved(AlertRule rule, @Nullable String reference, double value) {
    if (reference == null) {
      return true;
    }
    double from = Double.parseDouble(reference);
    // Any move away from 0 is more than every percentage.
    return from == 0
        ? value != 0
        : Math.abs(value - from) * PERCENT >= rule.value() * Math.abs(from);
  }

  /** Returns false for a number beyond the range of doubles, from which no percentage is known. */
  private static boolean isFinite(Number number) {
    return Double.isFinite(number.doubleValue());
  }

  /** Returns a number as text that can be read back, a long one with the digits of a double. */
  private static String numberText(Number number) {
    String text = Json.encode(number);
    return text.length() <= MAX_TEXT_CHARACTERS ? text : Double.toString(number.doubleValue());
  }

  /** Returns a value as JSON text, a long one as its digest. */
  static String text(Object value) {
    String text = Json.encode(AlertRule.json(value));
    return text.length() <= MAX_TEXT_CHARACTERS ? text : digest(text);
  }

  private static String digest(String text) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(sha256.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException everyJavaHasIt) {
      throw new IllegalStateException(everyJavaHasIt);
    }
  }
}
