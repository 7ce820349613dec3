package io.feedhorn.demo;

import io.vertx.core.json.JsonObject;
import java.util.List;

/** Plays one match, moment by moment. Not thread-safe. */
final class LiveMatch {
  private final Fixture fixture;
  private final List<MatchState> moments;
  private MatchState now = MatchState.BEFORE;
  private int shown;
  private boolean tableMoved;

  LiveMatch(Fixture fixture) {
    this.fixture = fixture;
    this.moments = MatchTimeline.of(Goal.drawnFor(fixture));
  }

  /** Goes on by one moment; past the last one that stays. */
  void advance() {
    MatchState before = now;
    now = moments.get(Math.min(shown, moments.size() - 1));
    shown++;
    boolean ended = now.phase() == MatchPhase.FULL_TIME && before.phase() != MatchPhase.FULL_TIME;
    tableMoved = ended || now.goal() != null;
  }

  /** Whether the last advance saw a goal or the final whistle. */
  boolean tableMoved() {
    return tableMoved;
  }

  /** Whether every moment has been shown. */
  boolean over() {
    return shown >= moments.size();
  }

  boolean kickedOff() {
    return now.phase() != MatchPhase.PRE;
  }

  Fixture fixture() {
    return fixture;
  }

  Score score() {
    return new Score(fixture.home(), fixture.away(), now.homeGoals(), now.awayGoals());
  }

  /** The match at this moment, as it is published. */
  JsonObject data() {
    Goal goal = now.goal();
    return new JsonObject()
        .put("division", fixture.division())
        .put("date", fixture.date().toString())
        .put("home", fixture.home())
        .put("away", fixture.away())
        .put("homeScore", now.homeGoals())
        .put("awayScore", now.awayGoals())
        .put("minute", now.minute())
        .put("phase", now.phase().wire())
        .put("goal", goal == null ? null : goal.json());
  }
}
