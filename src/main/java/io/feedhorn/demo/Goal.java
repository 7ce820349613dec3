package io.feedhorn.demo;

import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;

/**
 * A goal of a match.
 *
 * @param home whether the home club scored it
 * @param minute from 1 to 90, no other goal of the match falls in it
 */
record Goal(boolean home, int minute) {
  private static final int MINUTES = 90;

  /**
   * The goals of a match in order. How many each club scored is real; when they fell is not in the
   * figures and drawn by a seed from the match itself, so that a replay shows the same match.
   */
  static List<Goal> drawnFor(Fixture match) {
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
