package io.feedhorn.delta;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** A random order book as exchanges publish it: levels of price and quantity, the best first. */
public final class OrderBook {
  private final Random random;
  private final NavigableMap<Integer, Integer> bids = new TreeMap<>(Comparator.reverseOrder());
  private final NavigableMap<Integer, Integer> asks = new TreeMap<>();
  private long id;

  /**
   * @param levels the number of levels on each side
   */
  public OrderBook(long seed, int levels) {
    random = new Random(seed);
    for (int i = 1; i <= levels; i++) {
      bids.put(1_000_000 - 3 * i, quantity());
      asks.put(1_000_000 + 3 * i, quantity());
    }
  }

  private int quantity() {
    return 1 + random.nextInt(99_999);
  }

  /** Changes some levels, and returns the book as JSON. */
  public String next() {
    for (NavigableMap<Integer, Integer> side : List.of(bids, asks)) {
      List<Integer> prices = new ArrayList<>(side.keySet());
      for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
        // Most changes are near the best price.
        int level = Math.min(prices.size() - 1, (int) Math.abs(random.nextGaussian() * 5));
        side.put(prices.get(level), quantity());
      }
      if (random.nextInt(4) == 0) {
        int removed = side.firstKey();
        side.remove(removed);
        side.put(side.lastKey() + Integer.signum(side.lastKey() - removed) * 3, quantity());
      }
    }
    id++;
    return "{\"symbol\":\"BTC-USD\",\"id\":%d,\"bids\":%s,\"asks\":%s}"
        .formatted(id, levels(bids), levels(asks));
  }

  private static String levels(Map<Integer, Integer> side) {
    return side.entrySet().stream()
        .map(
            level ->
                "[\"%d.%02d\",\"%d.%03d\"]"
                    .formatted(
                        level.getKey() / 100,
                        level.getKey() % 100,
                        level.getValue() / 1000,
                        level.getValue() % 1000))
        .collect(Collectors.joining(",", "[", "]"));
  }
}
