package io.feedhorn.source.book;

import org.jspecify.annotations.Nullable;

/**
 * The places of the fields of an order book in the messages of an upstream. Expressions are
 * JSONata. Immutable.
 *
 * @param symbol the expression for the name of the book; items without it belong to no book
 * @param bids the expression for the changed levels of the bids
 * @param asks the expression for the changed levels of the asks
 * @param price the field of a level that is an object
 * @param quantity the field of a level that is an object
 * @param first the expression for the first update ID of an event; null for none
 * @param previous the expression for the last update ID of the event before; null for none
 * @param last the expression for the last update ID of an event; null for none
 * @param checksum the expression for the check sum after an event; null for none
 * @param levels the number of levels that are published of each side
 * @param depth the number of levels that are kept of each side
 */
public record BookOptions(
    String symbol,
    String bids,
    String asks,
    String price,
    String quantity,
    @Nullable String first,
    @Nullable String previous,
    @Nullable String last,
    @Nullable String checksum,
    int levels,
    int depth) {
  public static final String DEFAULT_BIDS = "bids";
  public static final String DEFAULT_ASKS = "asks";
  public static final String DEFAULT_PRICE = "price";
  public static final String DEFAULT_QUANTITY = "qty";
  public static final int DEFAULT_LEVELS = 10;
  public static final int DEFAULT_DEPTH = 1_000;
  public static final int MAX_DEPTH = 10_000;
}
