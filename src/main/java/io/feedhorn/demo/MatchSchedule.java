package io.feedhorn.demo;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Selects the matches that are replayed at the same time: those of one real day, the division with
 * the most matches first. Days without a division of five matches are skipped. After the last day
 * comes the first. Not thread-safe.
 */
final class MatchSchedule {
  private static final int MIN_DIVISION_MATCHES = 5;

  private final List<List<Fixture>> days;
  private int next;

  /**
   * @param first the first day, or the next one with enough matches
   */
  MatchSchedule(List<Fixture> fixtures, LocalDate first) {
    Map<LocalDate, List<Fixture>> byDate =
        fixtures.stream()
            .collect(Collectors.groupingBy(Fixture::date, TreeMap::new, Collectors.toList()));
    this.days =
        byDate.values().stream().map(MatchSchedule::ordered).filter(MatchSchedule::full).toList();
    while (next < days.size() - 1 && days.get(next).get(0).date().isBefore(first)) {
      next++;
    }
  }

  /** Returns this number of matches: of the next day, and of later days if it has too few. */
  List<Fixture> next(int count) {
    List<Fixture> matches = new ArrayList<>(count);
    while (matches.size() < count) {
      List<Fixture> day = days.get(next);
      matches.addAll(day.subList(0, Math.min(day.size(), count - matches.size())));
      next = (next + 1) % days.size();
    }
    return matches;
  }

  private static List<Fixture> ordered(List<Fixture> day) {
    Map<String, Long> matches = perDivision(day);
    return day.stream()
        .sorted(
            Comparator.comparing((Fixture match) -> -matches.getOrDefault(match.division(), 0L))
                .thenComparing(Fixture::division))
        .toList();
  }

  private static boolean full(List<Fixture> day) {
    return perDivision(day).values().stream().anyMatch(count -> count >= MIN_DIVISION_MATCHES);
  }

  private static Map<String, Long> perDivision(List<Fixture> day) {
    return day.stream().collect(Collectors.groupingBy(Fixture::division, Collectors.counting()));
  }
}
