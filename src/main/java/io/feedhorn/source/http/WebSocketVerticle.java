package io.feedhorn.source.http;

import io.feedhorn.metrics.SourceMetrics;
import io.feedhorn.source.SourceIntake;
import io.feedhorn.source.SourceOptions;
import io.feedhorn.source.book.BookCounts;
import io.feedhorn.source.book.BookOptions;
import io.feedhorn.source.book.BookReader;
import io.feedhorn.source.book.Books;
import io.feedhorn.source.book.SnapshotRequests;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A source that reads one or more WebSockets: sends its messages after each opening, pings, and
 * opens a connection again after an error or a silence. Reports gaps in the numbers of the
 * messages, and keeps order books if it has any.
 */
public final class WebSocketVerticle extends VerticleBase {
  static final int MAX_MESSAGE_BYTES = 8 << 20;

  private final SourceOptions options;
  private final WebSocketOptions socket;
  private final SourceMetrics metrics;
  private SourceIntake intake;
  private WebSocketClient client;
  private @Nullable SnapshotClient snapshots;
  private List<WebSocketConnection> connections = List.of();

  @SuppressWarnings("NullAway.Init") // Set in start().
  public WebSocketVerticle(SourceOptions options, WebSocketOptions socket, SourceMetrics metrics) {
    this.options = options;
    this.socket = socket;
    this.metrics = metrics;
  }

  @Override
  public Future<?> start() {
    BookOptions book = socket.book();
    // Items of a message with books are selected before, by the reader of books.
    SourceOptions published =
        book == null ? options : options.with(Books.mapping(options.mapping()));
    intake = new SourceIntake(vertx, published, metrics);
    client =
        vertx.createWebSocketClient(
            new WebSocketClientOptions()
                .setMaxFrameSize(MAX_MESSAGE_BYTES)
                .setMaxMessageSize(MAX_MESSAGE_BYTES)
                // The default of Vert.x is 50; further ones would wait without an end.
                .setMaxConnections(WebSocketOptions.MAX_CONNECTIONS));
    if (book != null && socket.snapshot().url() != null) {
      snapshots = new SnapshotClient(vertx, intake, socket.snapshot(), socket.timeout());
    }
    SourceHealth parts = new SourceHealth(intake);
    Function<SnapshotRequests, Books> books = book == null ? null : newBooks(book);
    connections =
        socket.endpoints().stream()
            .map(
                endpoint ->
                    new WebSocketConnection(
                        vertx, client, intake, parts, socket, endpoint, snapshots, books))
            .toList();
    connections.forEach(WebSocketConnection::connect);
    return Future.succeededFuture();
  }

  private Function<SnapshotRequests, Books> newBooks(BookOptions book) {
    BookReader reader = new BookReader(book, socket.snapshot(), options.mapping());
    BookCounts counts = new BookCounts(intake);
    boolean awaits = socket.snapshot().url() != null;
    return requests -> new Books(book, reader, intake, requests, counts, awaits);
  }

  @Override
  public Future<?> stop() {
    connections.forEach(WebSocketConnection::stop);
    intake.close();
    Future<?> closed = client.close();
    return snapshots == null ? closed : Future.join(closed, snapshots.close());
  }
}
