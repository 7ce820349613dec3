package io.feedhorn.demo;

import org.jspecify.annotations.Nullable;

/**
 * A match at one of its updates.
 *
 * @param goal the goal that fell since the moment before, if one did
 */
record MatchState(int minute, MatchPhase phase, int homeGoals, int awayGoals, @Nullable Goal goal) {
  static final MatchState BEFORE = new MatchState(0, MatchPhase.PRE, 0, 0, null);

  /** The same score without a goal, later. */
  MatchState later(int then, MatchPhase next) {
    return new MatchState(then, next, homeGoals, awayGoals, null);
  }

  /** A goal later. */
  MatchState after(Goal scored, MatchPhase during) {
    int home = homeGoals + (scored.home() ? 1 : 0);
    int away = awayGoals + (scored.home() ? 0 : 1);
    return new MatchState(scored.minute(), during, home, away, scored);
  }
}
