package io.feedhorn.demo;

import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.util.List;

/**
 * Plays one listing: its days tick by tick, to the end of the figures and from its start again. Not
 * thread-safe.
 */
final class InstrumentPlayer {
  private final Instrument listing;
  private final List<TradingDay> days;
  private int day;
  private int tick;
  private List<Tick> path;

  InstrumentPlayer(Instrument listing, List<TradingDay> days) {
    this.listing = listing;
    this.days = days;
    this.day = listing.start();
    this.path = IntradayPath.of(days.get(day));
  }

  String topic() {
    return "prices." + listing.symbol();
  }

  /** Starts this many ticks into its first day. */
  InstrumentPlayer skip(int ticks) {
    tick = ticks;
    return this;
  }

  /** The next tick, as it is published. */
  JsonObject next() {
    if (tick == path.size()) {
      turnThePage();
    }
    return data(path.get(tick++));
  }

  private void turnThePage() {
    day = day + 1 < days.size() ? day + 1 : listing.start();
    path = IntradayPath.of(days.get(day));
    tick = 0;
  }

  private JsonObject data(Tick now) {
    TradingDay today = days.get(day);
    return new JsonObject()
        .put("name", listing.title())
        .put("date", today.date().toString())
        .put("price", price(now.price()))
        .put("open", price(today.open()))
        .put("high", price(now.high()))
        .put("low", price(now.low()))
        .put("previousClose", price(previousClose()));
  }

  /** The first day of all opened where the day before it, which is not in the table, closed. */
  private long previousClose() {
    return day == 0 ? days.get(0).open() : days.get(day - 1).close();
  }

  /** Scale 2 keeps the cents of {@code 1106.40} on the wire. */
  private static BigDecimal price(long cents) {
    return BigDecimal.valueOf(cents, 2);
  }
}
