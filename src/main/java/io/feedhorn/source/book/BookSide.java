package io.feedhorn.source.book;

import java.math.BigDecimal;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;

/** The levels of the bids or the asks of a book, the best price first. Not thread-safe. */
final class BookSide {
  private final TreeMap<BigDecimal, PriceLevel> levels;
  private final int depth;

  private BookSide(Comparator<BigDecimal> order, int depth) {
    this.levels = new TreeMap<>(order);
    this.depth = depth;
  }

  /**
   * @param depth the number of levels that are kept
   */
  static BookSide bids(int depth) {
    return new BookSide(Comparator.reverseOrder(), depth);
  }

  /**
   * @param depth the number of levels that are kept
   */
  static BookSide asks(int depth) {
    return new BookSide(Comparator.naturalOrder(), depth);
  }

  /** Sets or removes levels in their order, and then drops the worst ones beyond the depth. */
  void apply(List<PriceLevel> changes) {
    for (PriceLevel change : changes) {
      // Removed first: an equal price with other digits must not keep the old key.
      levels.remove(change.price());
      if (!change.isRemoval()) {
        levels.put(change.price(), change);
      }
    }
    while (levels.size() > depth) {
      levels.pollLastEntry();
    }
  }

  void clear() {
    levels.clear();
  }

  /** Returns at most so many levels, the best one first. */
  List<PriceLevel> best(int count) {
    return levels.values().stream().limit(count).toList();
  }
}
