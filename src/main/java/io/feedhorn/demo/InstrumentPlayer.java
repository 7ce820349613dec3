package io.feedhorn.demo;

import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.util.List;

/**
 * Replays one instrument tick by tick, from its first day to the end of the data and again from its
 * first day. Not thread-safe.
 */
final class InstrumentPlayer {
  private final Instrument instrument;
  private final List<TradingDay> days;
  private int day;
  private int nextTick;
  private List<Tick> ticks;

  InstrumentPlayer(Instrument instrument, List<TradingDay> days) {
    this.instrument = instrument;
    this.days = days;
    this.day = instrument.start();
    this.ticks = IntradayPath.of(days.get(day));
  }

  String topic() {
    return "prices." + instrument.symbol();
  }

  /** Moves to this tick of the first day. */
  InstrumentPlayer skipTo(int tick) {
    nextTick = tick;
    return this;
  }

  /** Returns the next tick as it is published. */
  JsonObject next() {
    if (nextTick == ticks.size()) {
      nextDay();
    }
    return data(ticks.get(nextTick++));
  }

  private void nextDay() {
    day = day + 1 < days.size() ? day + 1 : instrument.start();
    ticks = IntradayPath.of(days.get(day));
    nextTick = 0;
  }

  private JsonObject data(Tick tick) {
    TradingDay today = days.get(day);
    return new JsonObject()
        .put("name", instrument.title())
        .put("date", today.date().toString())
        .put("price", price(tick.price()))
        .put("open", price(today.open()))
        .put("high", price(tick.high()))
        .put("low", price(tick.low()))
        .put("previousClose", price(previousClose()));
  }

  /** The day before the first one is not in the data: its close is taken to be the first open. */
  private long previousClose() {
    return day == 0 ? days.get(0).open() : days.get(day - 1).close();
  }

  /** Returns a price with two decimals, so that {@code 1106.40} keeps its last digit as JSON. */
  private static BigDecimal price(long cents) {
    return BigDecimal.valueOf(cents, 2);
  }
}
