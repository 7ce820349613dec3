package io.feedhorn.app.settings;

import io.feedhorn.source.Template;
import io.feedhorn.source.book.BookOptions;
import io.feedhorn.source.book.BookReader;
import io.feedhorn.source.book.SnapshotOptions;
import io.feedhorn.source.format.Format;
import io.feedhorn.source.http.WebSocketEndpoint;
import io.feedhorn.source.http.WebSocketOptions;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The checks of the keys that only sources of the type {@code websocket} have. */
final class WebSocketCheck {
  private static final String VARIABLE = "$connection";

  private final SourceCheck check;
  private final ResolvedSettings settings;
  private final String name;

  WebSocketCheck(SourceCheck check) {
    this.check = check;
    this.settings = check.settings();
    this.name = check.name();
  }

  /** Checks keys against each other. */
  void run() {
    withConnections(
        settings.get(SourceSettings.CONNECTIONS, name),
        settings.getOrNull(SourceSettings.URL, name),
        settings.get(SourceSettings.SEND, name));
    Format format = SourceType.format(settings, name, Format.JSON);
    if (format != Format.JSON && format != Format.TEXT) {
      check.reject(SourceSettings.FORMAT, "must be json or text for the type websocket");
    }
    BookOptions book = BookSettings.book(settings, name);
    if (book == null) {
      withoutBook();
    } else {
      withBook(book);
    }
  }

  private void withConnections(List<String> connections, @Nullable String url, List<String> send) {
    if (connections.size() > WebSocketOptions.MAX_CONNECTIONS) {
      check.reject(
          SourceSettings.CONNECTIONS, "must be at most " + WebSocketOptions.MAX_CONNECTIONS);
    }
    if (Set.copyOf(connections).size() < connections.size()) {
      check.reject(SourceSettings.CONNECTIONS, "must be different: each message would come twice");
    }
    if (url == null) {
      return;
    }
    boolean named =
        Stream.concat(Stream.of(url), send.stream()).anyMatch(text -> text.contains(VARIABLE));
    if (connections.size() > 1 && !named) {
      check.reject(
          SourceSettings.CONNECTIONS,
          "must be used as " + VARIABLE + " in url or send, or all connections are the same");
    }
  }

  private void withoutBook() {
    for (SettingValue value : settings.writtenOf("sources", name)) {
      String key = value.path().substring("sources..".length() + name.length());
      boolean ofBook = key.startsWith("book.") || key.startsWith("snapshot.");
      if (ofBook && !key.equals("book.symbol") && !key.equals("snapshot.send")) {
        check.reject(BookSettings.SYMBOL, "must be set if " + key + " is set");
        return;
      }
    }
    boolean sends = !settings.get(BookSettings.SNAPSHOT_SEND, name).isEmpty();
    if (sends && settings.getOrNull(SourceSettings.SEQUENCE, name) == null) {
      check.reject(
          SourceSettings.SEQUENCE,
          "must be set if snapshot.send is set, or book.symbol: nothing else finds gaps");
    }
  }

  private void withBook(BookOptions book) {
    SnapshotOptions snapshot = BookSettings.snapshot(settings, name);
    if ((snapshot.when() == null) == (snapshot.url() == null)) {
      check.reject(
          BookSettings.SNAPSHOT_WHEN,
          "must be set if book.symbol is set, or else snapshot.url, and not both");
    }
    if (book.first() != null && book.previous() != null) {
      check.reject(BookSettings.PREVIOUS, "must not be set if book.first is set");
    }
    boolean ids = book.first() != null || book.previous() != null;
    if (ids != (book.last() != null)) {
      check.reject(BookSettings.LAST, "must be set together with book.first or book.previous");
    }
    if (snapshot.url() != null) {
      withUrl(book, snapshot);
    }
    boolean findsGaps =
        ids || book.checksum() != null || settings.getOrNull(SourceSettings.SEQUENCE, name) != null;
    if (!findsGaps) {
      check.reject(
          BookSettings.CHECKSUM,
          "must be set if book.symbol is set, or book.first or book.previous with book.last, or"
              + " sequence: nothing else finds gaps");
    }
    if (book.levels() > book.depth()) {
      check.reject(BookSettings.LEVELS, "must not be more than book.depth, " + book.depth());
    }
    if (book.checksum() != null && book.depth() < 10) {
      check.reject(BookSettings.DEPTH, "must be at least 10 if book.checksum is set");
    }
  }

  private void withUrl(BookOptions book, SnapshotOptions snapshot) {
    if (book.last() == null || snapshot.last() == null) {
      check.reject(
          book.last() == null ? BookSettings.LAST : BookSettings.SNAPSHOT_LAST,
          "must be set if snapshot.url is set: events join a snapshot by their update IDs");
    }
    if (!snapshot.send().isEmpty()) {
      check.reject(BookSettings.SNAPSHOT_SEND, "must be empty if snapshot.url is set");
    }
    check.checkUser(BookSettings.SNAPSHOT_URL, String.valueOf(snapshot.url()));
    if (!String.valueOf(snapshot.url()).matches("https?://\\S+")) {
      check.reject(BookSettings.SNAPSHOT_URL, "must be a URL that begins with http:// or https://");
    }
  }

  /**
   * Compiles the expressions, and checks the URLs of several connections.
   *
   * @throws io.feedhorn.source.MappingException if an expression or a template is invalid
   */
  void compile() {
    BookOptions book = BookSettings.book(settings, name);
    SnapshotOptions snapshot = BookSettings.snapshot(settings, name);
    if (book != null) {
      new BookReader(book, snapshot, SourceSettings.mapping(settings, name));
    }
    if (snapshot.url() != null) {
      Template url = new Template("snapshot.url", snapshot.url());
      url.render(Map.of("symbol", "x"), Map.of());
    }
    snapshot.send().forEach(text -> new Template("snapshot.send", text));
    for (WebSocketEndpoint endpoint : options().endpoints()) {
      check.checkUrl(SourceType.WEBSOCKET, endpoint.url());
    }
  }

  private WebSocketOptions options() {
    return (WebSocketOptions) SourceType.WEBSOCKET.options(settings, name);
  }
}
