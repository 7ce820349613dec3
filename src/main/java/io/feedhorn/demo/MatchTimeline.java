package io.feedhorn.demo;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Builds the states of a match: one for every three minutes. A goal ends a step early, so that
 * every goal has a state of its own.
 */
final class MatchTimeline {
  private static final int STEP_MINUTES = 3;
  private static final int FIRST_HALF_END = 45;
  private static final int SECOND_HALF_END = 90;
  private static final int PRE_STATES = 2;
  private static final int HALF_TIME_STATES = 2;
  private static final int FULL_TIME_STATES = 4;

  private final List<Goal> goals;
  private final List<MatchState> states = new ArrayList<>();
  private MatchState current = MatchState.BEFORE;
  private int scored;

  private MatchTimeline(List<Goal> goals) {
    this.goals = goals;
  }

  /** Returns the states of a match with these goals, which are in order. */
  static List<MatchState> of(List<Goal> goals) {
    MatchTimeline timeline = new MatchTimeline(goals);
    timeline.addPause(PRE_STATES, MatchPhase.PRE);
    timeline.addHalf(MatchPhase.FIRST_HALF, FIRST_HALF_END);
    timeline.addPause(HALF_TIME_STATES, MatchPhase.HALF_TIME);
    timeline.addHalf(MatchPhase.SECOND_HALF, SECOND_HALF_END);
    timeline.addPause(FULL_TIME_STATES, MatchPhase.FULL_TIME);
    return List.copyOf(timeline.states);
  }

  private void addPause(int count, MatchPhase phase) {
    current = current.later(current.minute(), phase);
    states.addAll(Collections.nCopies(count, current));
  }

  private void addHalf(MatchPhase half, int end) {
    while (current.minute() < end) {
      int until = Math.min(current.minute() + STEP_MINUTES, end);
      current =
          hasGoalUntil(until)
              ? current.after(goals.get(scored++), half)
              : current.later(until, half);
      states.add(current);
    }
  }

  private boolean hasGoalUntil(int minute) {
    return scored < goals.size() && goals.get(scored).minute() <= minute;
  }
}
