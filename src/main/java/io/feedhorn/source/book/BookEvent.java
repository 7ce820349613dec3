package io.feedhorn.source.book;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Changes of one book, or a snapshot of it. Immutable.
 *
 * @param snapshot true if the levels are the whole book
 * @param before the last update ID of the event before; null if there is none
 * @param last the last update ID of this event; null if there is none
 * @param checksum the check sum of the book after the event; null if there is none
 * @param item the item of the message as it was received; null for a snapshot of a URL
 * @param raw the text of the message, for the report of a gap
 */
record BookEvent(
    String symbol,
    boolean snapshot,
    @Nullable Long before,
    @Nullable Long last,
    @Nullable Long checksum,
    List<PriceLevel> bids,
    List<PriceLevel> asks,
    @Nullable Object item,
    String raw) {
  /** Returns the number of its levels. */
  int size() {
    return bids.size() + asks.size();
  }
}
