package io.feedhorn.demo;

import java.text.Normalizer;
import java.time.LocalDate;
import java.time.Month;
import java.util.Locale;

/**
 * A season of a division, July to June: Austria starts in July, and no division plays in June.
 * Immutable.
 *
 * @param year the year in which it begins
 */
record Season(String division, int year) {
  /** Returns the season of a match. */
  static Season of(Fixture match) {
    LocalDate date = match.date();
    boolean autumn = date.getMonth().compareTo(Month.JULY) >= 0;
    return new Season(match.division(), autumn ? date.getYear() : date.getYear() - 1);
  }

  Season following() {
    return new Season(division, year + 1);
  }

  /** Returns the topic of the division's table, such as {@code scores.table.serie-a}. */
  String tableTopic() {
    String slug =
        Normalizer.normalize(division, Normalizer.Form.NFD)
            .toLowerCase(Locale.ROOT)
            .replaceAll("\\p{M}", "")
            .replaceAll("[^a-z0-9]+", "-");
    return "scores.table." + slug;
  }
}
