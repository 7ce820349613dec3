package io.feedhorn.source.book;

import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.json.JsonValues;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class OrderBookTest {
  private static final LevelReader READER = new LevelReader("price", "qty");

  /** The example of Kraken's guide to the check sum of its book channel, version 2. */
  private static final String KRAKEN_BIDS =
      """
      [["45283.5","0.10000000"],["45283.4","1.54582015"],["45282.1","0.10000000"],
       ["45281.0","0.10000000"],["45280.3","1.54592586"],["45279.0","0.07990000"],
       ["45277.6","0.03310103"],["45277.5","0.30000000"],["45277.3","1.54602737"],
       ["45276.6","0.15445238"]]""";

  private static final String KRAKEN_ASKS =
      """
      [["45285.2","0.00100000"],["45286.4","1.54571953"],["45286.6","1.54571109"],
       ["45289.6","1.54560911"],["45290.2","0.15890660"],["45291.8","1.54553491"],
       ["45294.7","0.04454749"],["45296.1","0.35380000"],["45297.5","0.09945542"],
       ["45299.5","0.18772827"]]""";

  private final OrderBook book = new OrderBook("BTC/USD", 12);

  private static List<PriceLevel> levels(String json) {
    return READER.levels("book.bids", JsonValues.parse(json));
  }

  private @Nullable Object side(String name, int levels) {
    Map<String, @Nullable Object> value = book.value(levels, null, null);
    return value.get(name);
  }

  @Test
  void theCheckSumIsThatOfThePublishedExample() {
    book.apply(levels(KRAKEN_BIDS), levels(KRAKEN_ASKS));

    assertThat(book.checksum()).isEqualTo(3310070434L);
  }

  @Test
  void numbersHaveTheSameCheckSumAsTexts() {
    book.apply(levels(KRAKEN_BIDS.replace("\"", "")), levels(KRAKEN_ASKS.replace("\"", "")));

    assertThat(book.checksum()).isEqualTo(3310070434L);
  }

  @Test
  void levelsBehindTheTenthDoNotCountForTheCheckSum() {
    book.apply(levels(KRAKEN_BIDS), levels(KRAKEN_ASKS));
    book.apply(levels("[[\"1.0\",\"5\"]]"), levels("[[\"99999.0\",\"5\"]]"));

    assertThat(book.checksum()).isEqualTo(3310070434L);
  }

  @Test
  void theDigitsOfSmallNumbersCountWithoutExponent() {
    // Java writes 5E-7 for this number; the digits are those of 0.00000050.
    book.apply(levels("[{\"price\":0.10,\"qty\":0.00000050}]"), List.of());
    long number = book.checksum();
    book.apply(levels("[{\"price\":\"0.10\",\"qty\":\"0.00000050\"}]"), List.of());

    assertThat(number).isEqualTo(book.checksum());
    assertThat(side("bids", 1)).hasToString("[[0.10, 0.00000050]]");
  }

  @Test
  void theBestPriceIsTheFirstOfEachSide() {
    book.apply(levels("[[9.5,1],[10.5,2],[9.75,3]]"), levels("[[12,1],[11,2],[100,3]]"));

    assertThat(side("bids", 2)).hasToString("[[10.5, 2], [9.75, 3]]");
    assertThat(side("asks", 2)).hasToString("[[11, 2], [12, 1]]");
  }

  @Test
  void aQuantityReplacesTheOneBeforeAndZeroRemovesTheLevel() {
    book.apply(levels("[[1.0,5],[2.0,5],[3.0,5]]"), List.of());
    book.apply(levels("[[2.00,7],[3,0.000],[4,0]]"), List.of());
    book.apply(levels("[[1.0,0],[1.0,9]]"), List.of());

    assertThat(side("bids", 9)).hasToString("[[2.00, 7], [1.0, 9]]");
  }

  @Test
  void theWorstLevelsBeyondTheDepthAreDropped() {
    OrderBook shallow = new OrderBook("X", 2);
    shallow.apply(levels("[[1,1],[2,1],[3,1]]"), levels("[[6,1],[5,1],[4,1]]"));

    assertThat(shallow.value(9, 5L, 7L))
        .hasToString("{symbol=X, bids=[[3, 1], [2, 1]], asks=[[4, 1], [5, 1]], id=5, checksum=7}");
  }
}
