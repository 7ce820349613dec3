package io.feedhorn.source.book;

import io.feedhorn.source.MappingException;
import io.feedhorn.source.MappingOptions;
import io.feedhorn.source.SourceIntake;
import io.feedhorn.source.SourceMessage;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The books of one connection: publishes each one when it changes, and asks for snapshots. Owned by
 * the source's event loop.
 */
public final class Books {
  private static final int MAX_BOOKS = 1_000;

  private final BookOptions options;
  private final BookReader reader;
  private final SourceIntake intake;
  private final SnapshotRequests requests;
  private final BookCounts counts;
  private final Map<String, BookSync> books = new HashMap<>();
  private final @Nullable EventBudget budget;

  /**
   * @param counts the numbers of books of all connections
   * @param awaits true if events wait for a snapshot, because it is not one of them
   */
  public Books(
      BookOptions options,
      BookReader reader,
      SourceIntake intake,
      SnapshotRequests requests,
      BookCounts counts,
      boolean awaits) {
    this.options = options;
    this.reader = reader;
    this.intake = intake;
    this.requests = requests;
    this.counts = counts;
    this.budget = awaits ? new EventBudget(EventBudget.MAX_WAITING_LEVELS) : null;
  }

  /**
   * Returns the mapping of books, of a mapping whose {@code items} and {@code filter} select
   * events. A snapshot of a URL is no event, and has the time of its arrival.
   */
  public static MappingOptions mapping(MappingOptions events) {
    String time = events.time();
    return new MappingOptions(
        null,
        null,
        events.delete(),
        events.topic(),
        events.data(),
        events.key(),
        time == null ? null : "$exists($event) ? (" + time + ") : $millis()",
        events.changes());
  }

  /** Takes a message of the connection. */
  public void accept(SourceMessage message) {
    intake.received();
    try {
      for (Object item : reader.items(message)) {
        acceptItem(message, item);
      }
    } catch (MappingException broken) {
      intake.reportBroken(message.raw(), broken.reason());
    }
  }

  private void acceptItem(SourceMessage message, @Nullable Object item) {
    try {
      BookEvent event = reader.event(message, item);
      if (event != null) {
        BookSync book = book(event);
        boolean wasLive = book.isLive();
        take(event, book, wasLive, book.accept(event));
      }
    } catch (MappingException broken) {
      intake.reportBroken(message.raw(), broken.reason());
      if (options.last() == null && options.checksum() == null) {
        startOver("", broken.reason()); // No later event shows that this one is missing.
      }
    }
  }

  private BookSync book(BookEvent event) {
    BookSync known = books.get(event.symbol());
    if (known != null) {
      return known;
    }
    if (books.size() == MAX_BOOKS) {
      throw new MappingException(
          "book.symbol: a connection has at most %d books, %s is one more"
              .formatted(MAX_BOOKS, event.symbol()));
    }
    BookSync book = new BookSync(event.symbol(), options.depth(), budget);
    books.put(event.symbol(), book);
    counts.change(1, 0);
    if (!event.snapshot()) {
      requests.begin(event.symbol());
    }
    return book;
  }

  private void take(BookEvent event, BookSync book, boolean wasLive, BookSync.Result result) {
    String symbol = event.symbol();
    if (book.isLive() != wasLive) {
      counts.change(0, wasLive ? -1 : 1);
    }
    if (book.isLive() && !wasLive) {
      requests.settled(symbol);
    }
    switch (result) {
      case CHANGED -> {
        Map<String, @Nullable Object> variables = Collections.singletonMap("event", book.item());
        intake.publish(
            new SourceMessage(event.raw(), book.value(options.levels()), null, variables));
      }
      case GAP -> {
        intake.reportGap(book.reason(), event.raw());
        requests.repair(symbol, book.reason());
      }
      case TOO_OLD -> requests.repair(symbol, book.reason());
      case OVERFLOW -> intake.reportGap(book.reason(), event.raw());
      case UNCHANGED -> {
        // Nothing to publish.
      }
    }
  }

  /**
   * Takes the body at the URL of a snapshot.
   *
   * @return the reason why it is not a snapshot; null if it is
   */
  public @Nullable String join(String symbol, SourceMessage body) {
    BookSync book = books.get(symbol);
    if (book == null) {
      return null;
    }
    try {
      BookEvent snapshot = reader.snapshot(symbol, body);
      boolean wasLive = book.isLive();
      take(snapshot, book, wasLive, book.join(snapshot));
      return null;
    } catch (MappingException broken) {
      return broken.reason();
    }
  }

  /**
   * Starts books over after a gap in the numbers of messages: the one of that name, or all.
   *
   * @param sequence the name of the sequence of the messages
   */
  public void startOver(String sequence, String reason) {
    List<String> affected =
        books.containsKey(sequence) ? List.of(sequence) : List.copyOf(books.keySet());
    affected.forEach(
        symbol -> startOver(symbol, Objects.requireNonNull(books.get(symbol)), reason));
  }

  private void startOver(String symbol, BookSync book, String reason) {
    if (book.isLive()) {
      counts.change(0, -1);
    }
    book.startOver();
    requests.repair(symbol, reason);
  }

  /** Forgets all books, because the connection has ended. */
  public void clear() {
    int live = (int) books.values().stream().filter(BookSync::isLive).count();
    books.values().forEach(BookSync::startOver);
    counts.change(-books.size(), -live);
    books.clear();
  }
}
