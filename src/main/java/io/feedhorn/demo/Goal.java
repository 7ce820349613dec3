package io.feedhorn.demo;

import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;

/**
 * A goal of a match. Immutable.
 *
 * @param home true for a goal of the home club
 * @param minute from 1 to 90, different for each goal of a match
 */
record Goal(boolean home, int minute) {
  private static final int MINUTES = 90;

  /**
   * Returns the goals of a match in order. The numbers of goals are real. Their minutes are not in
   * the data; they are random with a seed from the match, so that every replay is the same.
   */
  static List<Goal> of(Fixture match) {
    Random random = new Random((match.date() + match.home() + match.away()).hashCode());
    List<Boolean> sides = new ArrayList<>();
    sides.addAll(Collections.nCopies(match.homeScore(), true));
    sides.addAll(Collections.nCopies(match.awayScore(), false));
    Collections.shuffle(sides, random);
    TreeSet<Integer> minutes = new TreeSet<>();
    while (minutes.size() < sides.size()) {
      minutes.add(1 + random.nextInt(MINUTES));
    }
    Iterator<Integer> minute = minutes.iterator();
    return sides.stream().map(home -> new Goal(home, minute.next())).toList();
  }

  JsonObject json() {
    return new JsonObject().put("side", home ? "home" : "away").put("minute", minute);
  }
}
