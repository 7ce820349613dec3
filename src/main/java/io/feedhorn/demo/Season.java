package io.feedhorn.demo;

import java.text.Normalizer;
import java.time.LocalDate;
import java.time.Month;
import java.util.Locale;

/**
 * A season of a division, July to June: Austria starts in July, and nobody plays in June.
 *
 * @param year the year it begins in
 */
record Season(String division, int year) {
  /** The season a match belongs to. */
  static Season of(Fixture match) {
    LocalDate date = match.date();
    boolean autumn = date.getMonth().compareTo(Month.JULY) >= 0;
    return new Season(match.division(), autumn ? date.getYear() : date.getYear() - 1);
  }

  Season following() {
    return new Season(division, year + 1);
  }

  /** Where the division's table is published: {@code scores.table.serie-a}. */
  String tableTopic() {
    String slug =
        Normalizer.normalize(division, Normalizer.Form.NFD)
            .toLowerCase(Locale.ROOT)
            .replaceAll("\\p{M}", "")
            .replaceAll("[^a-z0-9]+", "-");
    return "scores.table." + slug;
  }
}
