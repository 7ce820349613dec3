package io.feedhorn.source.book;

import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.json.JsonValues;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class BookSyncTest {
  private final BookSync book = new BookSync("A", 100, new EventBudget(100));

  private static List<PriceLevel> level(long price) {
    return new LevelReader("price", "qty")
        .levels("book.bids", JsonValues.parse("[[" + price + ",1]]"));
  }

  /** An event that adds a bid with its last ID as the price. */
  private static BookEvent event(long first, long last) {
    return event(first, last, null);
  }

  private static BookEvent event(long first, long last, @Nullable Long checksum) {
    return new BookEvent(
        "A", false, first - 1, last, checksum, level(last), List.of(), "item " + last, "raw");
  }

  private static BookEvent snapshot(long last) {
    return new BookEvent("A", true, null, last, null, level(0), List.of(), null, "raw");
  }

  private String bids(BookSync of) {
    return of.value(9).toString().replaceAll(".*bids=|, asks=.*", "");
  }

  @Test
  void eventsJoinASnapshotThatArrivesAfterThem() {
    book.accept(event(98, 101));
    book.accept(event(102, 104));
    assertThat(book.accept(event(105, 109))).isEqualTo(BookSync.Result.UNCHANGED);

    assertThat(book.join(snapshot(103))).isEqualTo(BookSync.Result.CHANGED);
    assertThat(book.isLive()).isTrue();
    assertThat(bids(book)).isEqualTo("[[109, 1], [104, 1], [0, 1]]");
    assertThat(book.value(1).toString()).endsWith("id=109}");
    assertThat(book.item()).isEqualTo("item 109");
  }

  @Test
  void aSnapshotThatEndsBeforeTheFirstEventJoinsIt() {
    book.accept(event(101, 102));

    assertThat(book.join(snapshot(100))).isEqualTo(BookSync.Result.CHANGED);
    assertThat(bids(book)).isEqualTo("[[102, 1], [0, 1]]");
  }

  @Test
  void aSnapshotThatIsOlderThanTheEventsIsNotUsed() {
    book.accept(event(101, 102));

    assertThat(book.join(snapshot(99))).isEqualTo(BookSync.Result.TOO_OLD);
    assertThat(book.isLive()).isFalse();
    assertThat(book.reason()).isEqualTo("the snapshot 99 is older than the events");
    assertThat(book.join(snapshot(102))).isEqualTo(BookSync.Result.CHANGED);
    assertThat(bids(book)).isEqualTo("[[0, 1]]");
  }

  @Test
  void duplicatesAreIgnored() {
    book.join(snapshot(100));
    book.accept(event(101, 102));

    assertThat(book.accept(event(101, 102))).isEqualTo(BookSync.Result.UNCHANGED);
    assertThat(book.accept(event(90, 95))).isEqualTo(BookSync.Result.UNCHANGED);
    assertThat(book.accept(event(103, 103))).isEqualTo(BookSync.Result.CHANGED);
  }

  @Test
  void afterAGapTheNextSnapshotJoinsTheEventsFromTheGapOn() {
    book.join(snapshot(100));

    assertThat(book.accept(event(102, 103))).isEqualTo(BookSync.Result.GAP);
    assertThat(book.reason())
        .isEqualTo("gap: the event up to 103 of A follows 101, the book has 100");
    assertThat(book.isLive()).isFalse();
    book.accept(event(104, 104));
    assertThat(book.join(snapshot(101))).isEqualTo(BookSync.Result.CHANGED);
    assertThat(bids(book)).isEqualTo("[[104, 1], [103, 1], [0, 1]]");
  }

  @Test
  void aGapBetweenWaitingEventsIsFoundWhenTheyJoin() {
    book.accept(event(101, 101));
    book.accept(event(103, 103));
    book.accept(event(104, 104));

    assertThat(book.join(snapshot(100))).isEqualTo(BookSync.Result.GAP);
    assertThat(book.isLive()).isFalse();
    assertThat(book.join(snapshot(101))).isEqualTo(BookSync.Result.TOO_OLD);
    assertThat(book.join(snapshot(103))).isEqualTo(BookSync.Result.CHANGED);
    assertThat(bids(book)).isEqualTo("[[104, 1], [0, 1]]");
  }

  @Test
  void eventsInTheWrongOrderAreAGap() {
    book.join(snapshot(100));

    assertThat(book.accept(event(102, 102))).isEqualTo(BookSync.Result.GAP);
    assertThat(book.accept(event(101, 101))).isEqualTo(BookSync.Result.UNCHANGED);
    assertThat(book.join(snapshot(102))).isEqualTo(BookSync.Result.CHANGED);
    assertThat(book.accept(event(103, 103))).isEqualTo(BookSync.Result.CHANGED);
  }

  @Test
  void manyOldEventsInARowAreACountThatBeginsAgain() {
    book.join(snapshot(5_000));
    BookSync.Result result = BookSync.Result.UNCHANGED;
    int events = 0;
    while (result == BookSync.Result.UNCHANGED && events < 2_000) {
      events++;
      result = book.accept(event(events, events));
    }

    assertThat(result).isEqualTo(BookSync.Result.GAP);
    assertThat(events).isEqualTo(1_001);
    assertThat(book.join(snapshot(1_001))).isEqualTo(BookSync.Result.CHANGED);
  }

  @Test
  void waitingEventsAreBoundedAndTheirLossIsReportedOnce() {
    // Each takes two of the hundred places: itself and its level.
    for (int id = 101; id <= 150; id++) {
      assertThat(book.accept(event(id, id))).isEqualTo(BookSync.Result.UNCHANGED);
    }
    assertThat(book.accept(event(151, 151))).isEqualTo(BookSync.Result.OVERFLOW);
    assertThat(book.reason()).contains("too many events wait for the snapshot of A (at most 100");
    for (int id = 152; id <= 260; id++) {
      assertThat(book.accept(event(id, id))).isEqualTo(BookSync.Result.UNCHANGED);
    }

    assertThat(book.join(snapshot(120))).isEqualTo(BookSync.Result.TOO_OLD);
    assertThat(book.join(snapshot(259))).isEqualTo(BookSync.Result.CHANGED);
    assertThat(bids(book)).isEqualTo("[[260, 1], [0, 1]]");
  }

  @Test
  void aBookThatEndsGivesItsPlacesBack() {
    EventBudget budget = new EventBudget(4);
    BookSync first = new BookSync("A", 100, budget);
    BookSync second = new BookSync("B", 100, budget);
    first.accept(event(1, 1));
    first.accept(event(2, 2));

    assertThat(second.accept(event(1, 1))).isEqualTo(BookSync.Result.OVERFLOW);
    first.startOver();
    assertThat(second.accept(event(2, 2))).isEqualTo(BookSync.Result.UNCHANGED);
    assertThat(second.join(snapshot(1))).isEqualTo(BookSync.Result.CHANGED);
    assertThat(bids(second)).isEqualTo("[[2, 1], [0, 1]]");
  }

  @Test
  void aWrongCheckSumIsAGapUntilTheNextSnapshotOfTheConnection() {
    BookSync checked = new BookSync("A", 100, null);
    OrderBook reference = new OrderBook("A", 100);
    reference.apply(level(0), List.of());
    reference.apply(level(1), List.of());

    assertThat(checked.accept(event(1, 1, 7L))).isEqualTo(BookSync.Result.UNCHANGED);
    assertThat(checked.accept(snapshot(0))).isEqualTo(BookSync.Result.CHANGED);
    assertThat(checked.accept(event(1, 1, reference.checksum())))
        .isEqualTo(BookSync.Result.CHANGED);
    assertThat(checked.accept(event(2, 2, 7L))).isEqualTo(BookSync.Result.GAP);
    assertThat(checked.reason()).matches("gap: the check sum of A is \\d+, the event has 7");
    assertThat(checked.accept(event(3, 3, 7L))).isEqualTo(BookSync.Result.UNCHANGED);
    assertThat(checked.accept(snapshot(9))).isEqualTo(BookSync.Result.CHANGED);
    assertThat(bids(checked)).isEqualTo("[[0, 1]]");
  }
}
