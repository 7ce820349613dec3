package io.feedhorn.source;

import org.jspecify.annotations.Nullable;

/**
 * A match at one of its updates.
 *
 * @param goal the goal that fell since the moment before, if one did
 */
record Moment(int minute, Phase phase, int homeGoals, int awayGoals, @Nullable Goal goal) {
  static final Moment BEFORE = new Moment(0, Phase.PRE, 0, 0, null);

  /** The same score without a goal, later. */
  Moment later(int then, Phase next) {
    return new Moment(then, next, homeGoals, awayGoals, null);
  }

  /** A goal later. */
  Moment after(Goal scored, Phase during) {
    int home = homeGoals + (scored.home() ? 1 : 0);
    int away = awayGoals + (scored.home() ? 0 : 1);
    return new Moment(scored.minute(), during, home, away, scored);
  }
}
