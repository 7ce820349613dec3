package io.feedhorn.demo;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * A match as the moments it is shown in: about three minutes each, a step ending early where a goal
 * falls, so that every goal has a moment of its own.
 */
final class MatchTimeline {
  private static final int STEP_MINUTES = 3;
  private static final int HALF = 45;
  private static final int END = 90;
  private static final int PRE_MOMENTS = 2;
  private static final int BREAK_MOMENTS = 2;
  private static final int FINAL_MOMENTS = 4;

  private final List<Goal> goals;
  private final List<MatchState> moments = new ArrayList<>();
  private MatchState now = MatchState.BEFORE;
  private int scored;

  private MatchTimeline(List<Goal> goals) {
    this.goals = goals;
  }

  /** The moments of a match whose goals fall as they are given, in order. */
  static List<MatchState> of(List<Goal> goals) {
    MatchTimeline script = new MatchTimeline(goals);
    script.rest(PRE_MOMENTS, MatchPhase.PRE);
    script.play(MatchPhase.FIRST_HALF, HALF);
    script.rest(BREAK_MOMENTS, MatchPhase.HALF_TIME);
    script.play(MatchPhase.SECOND_HALF, END);
    script.rest(FINAL_MOMENTS, MatchPhase.FULL_TIME);
    return List.copyOf(script.moments);
  }

  private void rest(int count, MatchPhase phase) {
    now = now.later(now.minute(), phase);
    moments.addAll(Collections.nCopies(count, now));
  }

  private void play(MatchPhase half, int end) {
    while (now.minute() < end) {
      int until = Math.min(now.minute() + STEP_MINUTES, end);
      now = goalBy(until) ? now.after(goals.get(scored++), half) : now.later(until, half);
      moments.add(now);
    }
  }

  private boolean goalBy(int minute) {
    return scored < goals.size() && goals.get(scored).minute() <= minute;
  }
}
