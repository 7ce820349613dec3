package io.feedhorn.demo;

import org.jspecify.annotations.Nullable;

/**
 * The state of a match. Immutable.
 *
 * @param goal the goal since the previous state; null if there was none
 */
record MatchState(int minute, MatchPhase phase, int homeGoals, int awayGoals, @Nullable Goal goal) {
  static final MatchState BEFORE = new MatchState(0, MatchPhase.PRE, 0, 0, null);

  /** Returns a later state with the same score. */
  MatchState later(int minute, MatchPhase phase) {
    return new MatchState(minute, phase, homeGoals, awayGoals, null);
  }

  /** Returns the state after a goal. */
  MatchState after(Goal scored, MatchPhase during) {
    int home = homeGoals + (scored.home() ? 1 : 0);
    int away = awayGoals + (scored.home() ? 0 : 1);
    return new MatchState(scored.minute(), during, home, away, scored);
  }
}
