package io.feedhorn.demo;

import io.vertx.core.json.JsonObject;

/** The row of a club in the table of its division. Immutable. */
record TableRow(String club, int won, int drawn, int lost, int goalsFor, int goalsAgainst) {
  /** Returns the row before the first match of the season. */
  static TableRow unplayed(String club) {
    return new TableRow(club, 0, 0, 0, 0, 0);
  }

  /** Returns the row after one more match. */
  TableRow after(int scored, int conceded) {
    return new TableRow(
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
