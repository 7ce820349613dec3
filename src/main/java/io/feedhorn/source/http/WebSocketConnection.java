package io.feedhorn.source.http;

import io.feedhorn.source.MappingException;
import io.feedhorn.source.SequenceCheck;
import io.feedhorn.source.SequenceGap;
import io.feedhorn.source.SourceIntake;
import io.feedhorn.source.SourceMessage;
import io.feedhorn.source.Template;
import io.feedhorn.source.book.Books;
import io.feedhorn.source.book.SnapshotRequests;
import io.feedhorn.source.format.Format;
import io.feedhorn.source.format.LineParser;
import io.feedhorn.source.format.StrictText;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.http.WebSocketFrame;
import java.nio.charset.CharacterCodingException;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One connection of a source, which is opened again after each end. Publishes its messages, or the
 * books that they change, and asks for snapshots after gaps. Owned by the source's event loop.
 */
final class WebSocketConnection implements SnapshotSchedule.Ways {
  private final Vertx vertx;
  private final WebSocketClient client;
  private final SourceIntake intake;
  private final WebSocketOptions options;
  private final WebSocketEndpoint endpoint;
  private final @Nullable SnapshotClient snapshots;
  private final Reconnection connection;
  private final SequenceCheck sequence;
  private final SnapshotSchedule schedule;
  private final List<Template> resend;
  private final @Nullable Books books;
  private @Nullable WebSocket opened;
  private long number;

  /**
   * @param snapshots requests snapshots by HTTP; null if they are not at a URL
   * @param newBooks creates the books of the connection; null if it has none
   */
  WebSocketConnection(
      Vertx vertx,
      WebSocketClient client,
      SourceIntake intake,
      SourceHealth parts,
      WebSocketOptions options,
      WebSocketEndpoint endpoint,
      @Nullable SnapshotClient snapshots,
      @Nullable Function<SnapshotRequests, Books> newBooks) {
    this.vertx = vertx;
    this.client = client;
    this.intake = intake;
    this.options = options;
    this.endpoint = endpoint;
    this.snapshots = snapshots;
    this.sequence = new SequenceCheck(options.sequence(), options.sequenceOf());
    this.schedule = new SnapshotSchedule(vertx, intake, parts, endpoint.name(), this);
    this.resend =
        options.snapshot().send().stream()
            .map(text -> new Template("snapshot.send", text))
            .toList();
    this.books = newBooks == null ? null : newBooks.apply(schedule);
    long silence = options.heartbeat() == null ? 0 : options.heartbeat().toMillis();
    this.connection =
        new Reconnection(
            vertx, intake, parts, endpoint.name(), silence, this::connect, this::onEnd);
  }

  void connect() {
    WebSocketConnectOptions request = new WebSocketConnectOptions();
    request.setAbsoluteURI(endpoint.url());
    request.setTimeout(options.timeout().toMillis());
    request.setHeaders(RequestHeaders.of(options.headers()));
    WebSocket[] own = new WebSocket[1];
    long begun =
        connection.begin(
            () -> {
              if (own[0] != null) {
                own[0].close();
              }
            });
    number = begun;
    client
        .connect(request)
        .onSuccess(
            open -> {
              own[0] = open;
              onOpen(begun, open);
            })
        .onFailure(failure -> connection.end(begun, UpstreamAddress.reason(failure), 0));
  }

  void stop() {
    connection.stop();
    schedule.clear();
  }

  private void onOpen(long begun, WebSocket open) {
    if (!connection.isCurrent(begun)) {
      open.close(); // Its heartbeat has ended before it was open.
      return;
    }
    opened = open;
    connection.active();
    connection.live();
    MessageFrames frames = new MessageFrames(WebSocketVerticle.MAX_MESSAGE_BYTES);
    open.frameHandler(frame -> onFrame(begun, open, frames, frame));
    open.pongHandler(pong -> connection.active());
    open.exceptionHandler(failure -> connection.end(begun, UpstreamAddress.reason(failure), 0));
    long pings =
        vertx.setPeriodic(
            options.ping().toMillis(), timer -> open.writePing(Buffer.buffer("feed")));
    open.closeHandler(
        closed -> {
          vertx.cancelTimer(pings);
          connection.end(begun, closeReason(open), 0);
        });
    endpoint.send().forEach(open::writeTextMessage);
  }

  private void onEnd() {
    opened = null;
    if (books != null) {
      books.clear();
    }
    schedule.clear();
  }

  private static @Nullable String closeReason(WebSocket closed) {
    Short code = closed.closeStatusCode();
    return code == null
        ? null
        : "the upstream closed the connection: %d %s"
            .formatted(code, closed.closeReason() == null ? "" : closed.closeReason())
            .strip();
  }

  private void onFrame(long begun, WebSocket open, MessageFrames frames, WebSocketFrame frame) {
    if (connection.isCurrent(begun)) {
      connection.active();
    }
    Buffer message = frames.join(frame);
    if (message != null) {
      onMessage(begun, open, message);
    } else if (frames.isTooLarge()) {
      connection.end(begun, "a message is larger than 8 MiB", 0);
      open.close();
    }
  }

  private void onMessage(long begun, WebSocket open, Buffer bytes) {
    if (books == null ? begun != number : !isOpen(begun)) {
      return; // Of a connection that has ended: its books are gone.
    }
    try {
      accept(StrictText.utf8(bytes.getBytes()));
    } catch (CharacterCodingException notText) {
      intake.reject(bytes.toString(), StrictText.NOT_UTF8, null);
    }
    Future<Void> ready = intake.ready();
    if (!ready.isComplete()) {
      open.pause();
      ready.onSuccess(
          resume -> {
            connection.active();
            open.resume();
          });
    }
  }

  private void accept(String text) {
    try {
      Format format = options.format() == Format.TEXT ? Format.TEXT : Format.JSON;
      SourceMessage message = new LineParser(format).parse(text, null);
      if (message == null) {
        return;
      }
      SequenceGap gap = sequence.gapBefore(message);
      if (gap != null) {
        onGap(gap, text);
      }
      if (books == null) {
        intake.accept(message);
      } else {
        books.accept(message);
      }
    } catch (MappingException broken) {
      intake.reject(text, broken.reason(), null);
    }
  }

  private void onGap(SequenceGap gap, String text) {
    intake.reportGap(gap.reason(), text);
    if (books != null) {
      books.startOver(gap.sequence(), gap.reason());
    } else if (!resend.isEmpty()) {
      schedule.repair(gap.sequence(), gap.reason());
    }
  }

  @Override
  public long subscriptionMillis() {
    return snapshots == null ? options.timeout().toMillis() : 0;
  }

  @Override
  public long ask(String symbol) {
    WebSocket open = opened;
    if (snapshots != null) {
      request(symbol, snapshots);
      return 0;
    }
    if (open == null) {
      return 0;
    }
    if (resend.isEmpty()) {
      connection.end(number, "a new connection for a snapshot of " + symbol, 0);
      open.close();
      return 0;
    }
    send(symbol, open);
    if (books == null) {
      schedule.settled(symbol); // Nothing tells that the messages had an effect.
      return 0;
    }
    return options.timeout().toMillis();
  }

  private void send(String symbol, WebSocket open) {
    for (Template message : resend) {
      try {
        open.writeTextMessage(
            message.render(Map.of("symbol", symbol), Map.of("connection", endpoint.connection())));
      } catch (MappingException broken) {
        intake.reportBroken(symbol, broken.reason());
      }
    }
  }

  private void request(String symbol, SnapshotClient http) {
    long asked = number;
    http.get(symbol, () -> isOpen(asked) && schedule.isWaiting(symbol))
        .onComplete(
            answer -> {
              if (!isOpen(asked)) {
                return; // The books of the next connection ask for themselves.
              }
              if (answer.succeeded()) {
                onSnapshot(symbol, answer.result());
              } else {
                schedule.failed(symbol, UpstreamAddress.reason(answer.cause()));
              }
            });
  }

  private boolean isOpen(long begun) {
    return begun == number && opened != null;
  }

  private void onSnapshot(String symbol, Buffer body) {
    String reason;
    try {
      String text = StrictText.utf8(body.getBytes());
      SourceMessage message = new LineParser(Format.JSON).parse(text, null);
      reason = message == null || books == null ? "it is empty" : books.join(symbol, message);
    } catch (MappingException notJson) {
      reason = notJson.reason();
    } catch (CharacterCodingException notText) {
      reason = StrictText.NOT_UTF8;
    }
    if (reason != null) {
      intake.reportBroken(body.toString(), reason);
      schedule.failed(symbol, reason);
    }
  }
}
