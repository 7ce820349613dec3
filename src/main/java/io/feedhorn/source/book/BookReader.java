package io.feedhorn.source.book;

import io.feedhorn.source.Expression;
import io.feedhorn.source.ItemSelection;
import io.feedhorn.source.MappingException;
import io.feedhorn.source.MappingOptions;
import io.feedhorn.source.SourceMessage;
import java.math.BigDecimal;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the events of books from messages, and snapshots from bodies. Used on one thread. */
public final class BookReader {
  private static final long CRC32_MASK = 0xFFFF_FFFFL;

  private final ItemSelection selection;
  private final LevelReader levels;
  private final Expression symbol;
  private final Expression bids;
  private final Expression asks;
  private final @Nullable Expression first;
  private final @Nullable Expression previous;
  private final @Nullable Expression last;
  private final @Nullable Expression checksum;
  private final @Nullable Expression snapshotWhen;
  private final Expression snapshotBids;
  private final Expression snapshotAsks;
  private final @Nullable Expression snapshotLast;

  /**
   * @param mapping its {@code items} and {@code filter} select the events of a message
   * @throws MappingException if an expression or a template is invalid
   */
  public BookReader(BookOptions book, SnapshotOptions snapshot, MappingOptions mapping) {
    selection = new ItemSelection(mapping.items(), mapping.filter());
    levels = new LevelReader(book.price(), book.quantity());
    symbol = new Expression("book.symbol", book.symbol());
    bids = new Expression("book.bids", book.bids());
    asks = new Expression("book.asks", book.asks());
    first = expression("book.first", book.first());
    previous = expression("book.previous", book.previous());
    last = expression("book.last", book.last());
    checksum = expression("book.checksum", book.checksum());
    snapshotWhen = expression("snapshot.when", snapshot.when());
    snapshotBids = new Expression("snapshot.bids", snapshot.bids());
    snapshotAsks = new Expression("snapshot.asks", snapshot.asks());
    snapshotLast = expression("snapshot.last", snapshot.last());
  }

  private static @Nullable Expression expression(String name, @Nullable String text) {
    return text == null ? null : new Expression(name, text);
  }

  /**
   * Returns the items of a message.
   *
   * @throws MappingException if the expression for the items fails
   */
  List<@Nullable Object> items(SourceMessage message) {
    return selection.items(message);
  }

  /**
   * Returns the event of an item; null if it belongs to no book.
   *
   * @throws MappingException if it cannot be read
   */
  @Nullable BookEvent event(SourceMessage message, @Nullable Object item) {
    Map<String, @Nullable Object> variables = Collections.singletonMap("message", message.value());
    if (!selection.keeps(item, variables)) {
      return null;
    }
    Object name = symbol.evaluate(item, variables);
    if (name == null) {
      return null;
    }
    if (!(name instanceof String || name instanceof Number)) {
      throw new MappingException("book.symbol: must be a text or a number");
    }
    boolean snapshot =
        snapshotWhen != null && Boolean.TRUE.equals(snapshotWhen.evaluate(item, variables));
    Object sum = checksum == null ? null : checksum.evaluate(item, variables);
    Object changedBids = bids.evaluate(item, variables);
    Object changedAsks = asks.evaluate(item, variables);
    if (snapshot && changedBids == null && changedAsks == null) {
      throw new MappingException("book.bids, book.asks: a snapshot must have one of them");
    }
    return new BookEvent(
        name.toString(),
        snapshot,
        snapshot ? null : before(item, variables),
        last == null ? null : number(last, item, variables, !snapshot),
        sum == null ? null : (Long) (number("book.checksum", sum) & CRC32_MASK),
        levels.levels("book.bids", changedBids),
        levels.levels("book.asks", changedAsks),
        item,
        message.raw());
  }

  private @Nullable Long before(@Nullable Object item, Map<String, @Nullable Object> variables) {
    if (previous != null) {
      return number(previous, item, variables, true);
    }
    Long id = first == null ? null : number(first, item, variables, true);
    return id == null ? null : id - 1;
  }

  /**
   * Returns the snapshot in a body.
   *
   * @throws MappingException if it cannot be read
   */
  BookEvent snapshot(String name, SourceMessage body) {
    Map<String, @Nullable Object> variables = Map.of("symbol", name);
    Object allBids = snapshotBids.evaluate(body.value(), variables);
    Object allAsks = snapshotAsks.evaluate(body.value(), variables);
    if (allBids == null || allAsks == null) {
      throw new MappingException("snapshot.bids, snapshot.asks: a snapshot must have both");
    }
    return new BookEvent(
        name,
        true,
        null,
        snapshotLast == null ? null : number(snapshotLast, body.value(), variables, true),
        null,
        levels.levels("snapshot.bids", allBids),
        levels.levels("snapshot.asks", allAsks),
        null,
        body.raw());
  }

  private static @Nullable Long number(
      Expression expression,
      @Nullable Object item,
      Map<String, @Nullable Object> variables,
      boolean required) {
    Object value = expression.evaluate(item, variables);
    return value == null && !required ? null : (Long) number(expression.name(), value);
  }

  private static long number(String name, @Nullable Object value) {
    try {
      if (value instanceof String || value instanceof Number) {
        String text = value.toString();
        if (text.length() <= 30) {
          return new BigDecimal(text).longValueExact();
        }
      }
    } catch (ArithmeticException | NumberFormatException notWhole) {
      // Reported below.
    }
    throw new MappingException(
        name + ": must be a whole number" + (value == null ? ", and is missing" : ""));
  }
}
