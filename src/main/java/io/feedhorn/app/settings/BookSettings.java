package io.feedhorn.app.settings;

import static io.feedhorn.app.settings.SettingType.ANY_TEXT;
import static io.feedhorn.app.settings.SettingType.integer;
import static io.feedhorn.app.settings.SettingType.list;

import io.feedhorn.source.book.BookOptions;
import io.feedhorn.source.book.SnapshotOptions;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The keys {@code book} and {@code snapshot} of a source of the type {@code websocket}, and the
 * options made of them.
 */
final class BookSettings {
  static final SettingSection KEYS = new SettingSection(SourceSettings.PREFIX);

  static final SettingKey<String> SYMBOL =
      KEYS.optional("book.symbol", ANY_TEXT, "no books", "name of an order book (JSONata)");
  static final SettingKey<String> BIDS =
      KEYS.key("book.bids", ANY_TEXT, BookOptions.DEFAULT_BIDS, "changed bids (JSONata)");
  static final SettingKey<String> ASKS =
      KEYS.key("book.asks", ANY_TEXT, BookOptions.DEFAULT_ASKS, "changed asks (JSONata)");
  static final SettingKey<String> PRICE =
      KEYS.key("book.price", ANY_TEXT, BookOptions.DEFAULT_PRICE, "field of a level's price");
  static final SettingKey<String> QUANTITY =
      KEYS.key(
          "book.quantity", ANY_TEXT, BookOptions.DEFAULT_QUANTITY, "field of a level's quantity");
  static final SettingKey<String> FIRST =
      KEYS.optional("book.first", ANY_TEXT, "none", "first update ID of an event (JSONata)");
  static final SettingKey<String> PREVIOUS =
      KEYS.optional("book.previous", ANY_TEXT, "none", "last ID of the event before (JSONata)");
  static final SettingKey<String> LAST =
      KEYS.optional("book.last", ANY_TEXT, "none", "last update ID of an event (JSONata)");
  static final SettingKey<String> CHECKSUM =
      KEYS.optional("book.checksum", ANY_TEXT, "none", "check sum after an event (JSONata)");
  static final SettingKey<Integer> LEVELS =
      KEYS.key(
          "book.levels",
          integer(1, BookOptions.MAX_DEPTH),
          BookOptions.DEFAULT_LEVELS,
          "published levels of each side");
  static final SettingKey<Integer> DEPTH =
      KEYS.key(
          "book.depth",
          integer(1, BookOptions.MAX_DEPTH),
          BookOptions.DEFAULT_DEPTH,
          "kept levels of each side");
  static final SettingKey<String> SNAPSHOT_WHEN =
      KEYS.optional("snapshot.when", ANY_TEXT, "none", "true for a snapshot (JSONata)");
  static final SettingKey<List<String>> SNAPSHOT_SEND =
      KEYS.key(
          "snapshot.send",
          list("a list of texts", line -> line),
          List.of(),
          "messages after a gap, with ${…}");
  static final SettingKey<String> SNAPSHOT_URL =
      KEYS.optional("snapshot.url", ANY_TEXT, "none", "URL of a snapshot, with ${…}");
  static final SettingKey<List<String>> SNAPSHOT_HEADERS =
      KEYS.key(
          "snapshot.headers", SourceSettings.HEADER_LINES, List.of(), "headers of that request");
  static final SettingKey<String> SNAPSHOT_BIDS =
      KEYS.key("snapshot.bids", ANY_TEXT, BookOptions.DEFAULT_BIDS, "bids at that URL (JSONata)");
  static final SettingKey<String> SNAPSHOT_ASKS =
      KEYS.key("snapshot.asks", ANY_TEXT, BookOptions.DEFAULT_ASKS, "asks at that URL (JSONata)");
  static final SettingKey<String> SNAPSHOT_LAST =
      KEYS.optional("snapshot.last", ANY_TEXT, "none", "last update ID at that URL (JSONata)");

  private BookSettings() {}

  /** Returns other keys, followed by these. */
  static List<SettingKey<?>> with(SettingKey<?>... others) {
    return Stream.concat(Stream.of(others), KEYS.keys().stream()).toList();
  }

  /** Returns the order books of a source; null if it has none. */
  static @Nullable BookOptions book(ResolvedSettings settings, String name) {
    String symbol = settings.getOrNull(SYMBOL, name);
    return symbol == null
        ? null
        : new BookOptions(
            symbol,
            settings.get(BIDS, name),
            settings.get(ASKS, name),
            settings.get(PRICE, name),
            settings.get(QUANTITY, name),
            settings.getOrNull(FIRST, name),
            settings.getOrNull(PREVIOUS, name),
            settings.getOrNull(LAST, name),
            settings.getOrNull(CHECKSUM, name),
            settings.get(LEVELS, name),
            settings.get(DEPTH, name));
  }

  static SnapshotOptions snapshot(ResolvedSettings settings, String name) {
    return new SnapshotOptions(
        settings.getOrNull(SNAPSHOT_WHEN, name),
        settings.get(SNAPSHOT_SEND, name),
        settings.getOrNull(SNAPSHOT_URL, name),
        settings.get(SNAPSHOT_HEADERS, name),
        settings.get(SNAPSHOT_BIDS, name),
        settings.get(SNAPSHOT_ASKS, name),
        settings.getOrNull(SNAPSHOT_LAST, name));
  }
}
