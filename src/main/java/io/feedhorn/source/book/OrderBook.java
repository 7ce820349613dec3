package io.feedhorn.source.book;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/** The bids and asks of one symbol. Not thread-safe. */
final class OrderBook {
  private static final int CHECKSUM_LEVELS = 10;

  private final String symbol;
  private final BookSide bids;
  private final BookSide asks;

  /**
   * @param depth the number of levels that are kept of each side
   */
  OrderBook(String symbol, int depth) {
    this.symbol = symbol;
    this.bids = BookSide.bids(depth);
    this.asks = BookSide.asks(depth);
  }

  void clear() {
    bids.clear();
    asks.clear();
  }

  void apply(List<PriceLevel> bidChanges, List<PriceLevel> askChanges) {
    bids.apply(bidChanges);
    asks.apply(askChanges);
  }

  /**
   * Returns the check sum as Kraken defines it: the CRC32 of the ten best asks, then the ten best
   * bids, each the digits of price and quantity without decimal point and zeros at the start.
   */
  long checksum() {
    StringBuilder digits = new StringBuilder();
    for (BookSide side : List.of(asks, bids)) {
      for (PriceLevel level : side.best(CHECKSUM_LEVELS)) {
        append(digits, level.priceDigits());
        append(digits, level.quantityDigits());
      }
    }
    CRC32 sum = new CRC32();
    sum.update(digits.toString().getBytes(StandardCharsets.US_ASCII));
    return sum.getValue();
  }

  private static void append(StringBuilder digits, String number) {
    boolean leading = true;
    for (int i = 0; i < number.length(); i++) {
      char c = number.charAt(i);
      leading = leading && (c == '0' || c == '.');
      if (!leading && c != '.') {
        digits.append(c);
      }
    }
  }

  /**
   * Returns the value to publish.
   *
   * @param levels the number of levels of each side
   * @param id the last update ID; null if there is none
   * @param checksum the verified check sum; null if there is none
   */
  Map<String, @Nullable Object> value(int levels, @Nullable Long id, @Nullable Long checksum) {
    Map<String, @Nullable Object> value = new LinkedHashMap<>();
    value.put("symbol", symbol);
    value.put("bids", written(bids, levels));
    value.put("asks", written(asks, levels));
    if (id != null) {
      value.put("id", id);
    }
    if (checksum != null) {
      value.put("checksum", checksum);
    }
    return value;
  }

  private static List<List<Object>> written(BookSide side, int levels) {
    return side.best(levels).stream().map(PriceLevel::written).toList();
  }
}
