package io.feedhorn.demo;

import io.vertx.core.json.JsonObject;

/** A club's row in its division's table. */
record TableRow(String club, int won, int drawn, int lost, int goalsFor, int goalsAgainst) {
  /** The row before the season's first match. */
  static TableRow unplayed(String club) {
    return new TableRow(club, 0, 0, 0, 0, 0);
  }

  /** The row with one more match. */
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
