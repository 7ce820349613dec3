package io.feedhorn.demo;

import io.vertx.core.json.JsonObject;
import java.util.List;

/** Replays one match state by state. Not thread-safe. */
final class LiveMatch {
  private final Fixture fixture;
  private final List<MatchState> states;
  private MatchState current = MatchState.BEFORE;
  private int shown;
  private boolean tableChanged;

  LiveMatch(Fixture fixture) {
    this.fixture = fixture;
    this.states = MatchTimeline.of(Goal.of(fixture));
  }

  /** Moves to the next state; the last one stays. */
  void advance() {
    MatchState before = current;
    current = states.get(Math.min(shown, states.size() - 1));
    shown++;
    boolean ended =
        current.phase() == MatchPhase.FULL_TIME && before.phase() != MatchPhase.FULL_TIME;
    tableChanged = ended || current.goal() != null;
  }

  /** Returns true if the last advance was a goal or the end of the match. */
  boolean tableChanged() {
    return tableChanged;
  }

  /** Returns true if every state was shown. */
  boolean over() {
    return shown >= states.size();
  }

  boolean kickedOff() {
    return current.phase() != MatchPhase.PRE;
  }

  Fixture fixture() {
    return fixture;
  }

  Score score() {
    return new Score(fixture.home(), fixture.away(), current.homeGoals(), current.awayGoals());
  }

  /** Returns the current state as it is published. */
  JsonObject data() {
    Goal goal = current.goal();
    return new JsonObject()
        .put("division", fixture.division())
        .put("date", fixture.date().toString())
        .put("home", fixture.home())
        .put("away", fixture.away())
        .put("homeScore", current.homeGoals())
        .put("awayScore", current.awayGoals())
        .put("minute", current.minute())
        .put("phase", current.phase().wire())
        .put("goal", goal == null ? null : goal.json());
  }
}
