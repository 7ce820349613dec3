package io.feedhorn.source.book;

import io.feedhorn.source.SourceIntake;

/** The numbers of books of all connections of a source, for its state. Not thread-safe. */
public final class BookCounts {
  private final SourceIntake intake;
  private int all;
  private int live;

  public BookCounts(SourceIntake intake) {
    this.intake = intake;
    change(0, 0);
  }

  /** Adds to the numbers. */
  void change(int books, int liveBooks) {
    all += books;
    live += liveBooks;
    intake.books(live, all - live);
  }
}
