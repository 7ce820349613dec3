package io.feedhorn.source;

import io.vertx.core.json.JsonObject;

/** A club's row in its division's table. */
record Standing(String club, int won, int drawn, int lost, int goalsFor, int goalsAgainst) {
  /** The row before the season's first match. */
  static Standing unplayed(String club) {
    return new Standing(club, 0, 0, 0, 0, 0);
  }

  /** The row with one more match. */
  Standing after(int scored, int conceded) {
    return new Standing(
        club,
        won + (scored > conceded ? 1 : 0),
        drawn + (scored == conceded ? 1 : 0),
        lost + (scored < conceded ? 1 : 0),
        goalsFor + scored,
        goalsAgainst + conceded);
  }

  int played() {
    return won + drawn + lost;
  }

  int points() {
    return 3 * won + drawn;
  }

  int goalDifference() {
    return goalsFor - goalsAgainst;
  }

  JsonObject json() {
    return new JsonObject()
        .put("club", club)
        .put("played", played())
        .put("won", won)
        .put("drawn", drawn)
        .put("lost", lost)
        .put("goalsFor", goalsFor)
        .put("goalsAgainst", goalsAgainst)
        .put("points", points());
  }
}
