package io.feedhorn.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.model.Topic;
import java.util.List;
import org.junit.jupiter.api.Test;

class ListingTest {
  private static final List<TradingDay> DAYS = TradingDay.all();

  @Test
  void startsEachOfTheFirstInstrumentsInAYearOfItsOwn() {
    List<Listing> listings = Listing.first(21, DAYS);

    assertThat(listings).extracting(Listing::symbol).doesNotHaveDuplicates();
    assertThat(listings)
        .allMatch(listing -> listing.symbol().equals("SPX-" + date(listing).substring(0, 4)))
        .allMatch(listing -> date(listing).substring(5).startsWith("01-0"));
  }

  @Test
  void goesOnWithTheSameYearsHalfAYearLater() {
    Listing again = Listing.first(22, DAYS).get(21);

    assertThat(again.symbol()).isEqualTo("SPX-2008-2");
    assertThat(again.title()).isEqualTo("S&P 500 · 2008 (2)");
    assertThat(date(again)).isEqualTo("2008-07-02");
  }

  @Test
  void hasTenThousandInstrumentsWithTopicsOfTheirOwnAndMonthsToPlay() {
    List<Listing> listings = Listing.first(10_000, DAYS);

    assertThat(listings).extracting(Listing::symbol).doesNotHaveDuplicates();
    assertThat(listings).allMatch(listing -> listing.start() <= DAYS.size() - 74);
    listings.forEach(listing -> Topic.parse("prices." + listing.symbol()));
  }

  @Test
  void hasNoInstrumentWhereNoneIsAskedFor() {
    assertThat(Listing.first(0, DAYS)).isEmpty();
  }

  private static String date(Listing listing) {
    return DAYS.get(listing.start()).date().toString();
  }
}
