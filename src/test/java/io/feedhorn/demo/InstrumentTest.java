package io.feedhorn.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.model.Topic;
import java.util.List;
import org.junit.jupiter.api.Test;

class InstrumentTest {
  private static final List<TradingDay> DAYS = TradingDay.all();

  @Test
  void startsTheFirstInstrumentsInDifferentYears() {
    List<Instrument> listings = Instrument.first(21, DAYS);

    assertThat(listings).extracting(Instrument::symbol).doesNotHaveDuplicates();
    assertThat(listings)
        .allMatch(listing -> listing.symbol().equals("SPX-" + date(listing).substring(0, 4)))
        .allMatch(listing -> date(listing).substring(5).startsWith("01-0"));
  }

  @Test
  void startsTheNextInstrumentsHalfAYearLater() {
    Instrument again = Instrument.first(22, DAYS).get(21);

    assertThat(again.symbol()).isEqualTo("SPX-2008-2");
    assertThat(again.title()).isEqualTo("S&P 500 · 2008 (2)");
    assertThat(date(again)).isEqualTo("2008-07-02");
  }

  @Test
  void hasTenThousandInstrumentsWithDifferentTopicsAndMonthsOfData() {
    List<Instrument> listings = Instrument.first(10_000, DAYS);

    assertThat(listings).extracting(Instrument::symbol).doesNotHaveDuplicates();
    assertThat(listings).allMatch(listing -> listing.start() <= DAYS.size() - 74);
    listings.forEach(listing -> Topic.parse("prices." + listing.symbol()));
  }

  @Test
  void hasNoInstrumentIfTheCountIsZero() {
    assertThat(Instrument.first(0, DAYS)).isEmpty();
  }

  private static String date(Instrument listing) {
    return DAYS.get(listing.start()).date().toString();
  }
}
