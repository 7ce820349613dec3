package io.feedhorn.source.http;

import io.feedhorn.metrics.SourceMetrics;
import io.feedhorn.source.MappingException;
import io.feedhorn.source.SequenceCheck;
import io.feedhorn.source.SourceIntake;
import io.feedhorn.source.SourceMessage;
import io.feedhorn.source.SourceOptions;
import io.feedhorn.source.format.Format;
import io.feedhorn.source.format.LineParser;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import org.jspecify.annotations.Nullable;

/**
 * A source that reads a WebSocket: sends its messages after each opening, pings, and opens the
 * connection again after an error or a silence. Reports gaps in the numbers of the messages.
 */
public final class WebSocketVerticle extends VerticleBase {
  private static final int MAX_MESSAGE_BYTES = 8 << 20;

  private final SourceOptions options;
  private final WebSocketOptions socket;
  private final SourceMetrics metrics;
  private SourceIntake intake;
  private SequenceCheck sequence;
  private WebSocketClient client;
  private Reconnection connection;

  @SuppressWarnings("NullAway.Init") // Set in start().
  public WebSocketVerticle(SourceOptions options, WebSocketOptions socket, SourceMetrics metrics) {
    this.options = options;
    this.socket = socket;
    this.metrics = metrics;
  }

  @Override
  public Future<?> start() {
    intake = new SourceIntake(vertx, options, metrics);
    sequence = new SequenceCheck(socket.sequence(), socket.sequenceOf());
    client =
        vertx.createWebSocketClient(
            new WebSocketClientOptions()
                .setMaxFrameSize(MAX_MESSAGE_BYTES)
                .setMaxMessageSize(MAX_MESSAGE_BYTES));
    long silence = socket.heartbeat() == null ? 0 : socket.heartbeat().toMillis();
    connection = new Reconnection(vertx, intake, silence, this::connect);
    connect();
    return Future.succeededFuture();
  }

  @Override
  public Future<?> stop() {
    connection.stop();
    intake.close();
    return client.close();
  }

  private void connect() {
    WebSocketConnectOptions request = new WebSocketConnectOptions();
    request.setAbsoluteURI(socket.url());
    request.setTimeout(socket.timeout().toMillis());
    request.setHeaders(RequestHeaders.of(socket.headers()));
    WebSocket[] opened = new WebSocket[1];
    long number =
        connection.begin(
            () -> {
              if (opened[0] != null) {
                opened[0].close();
              }
            });
    client
        .connect(request)
        .onSuccess(
            open -> {
              opened[0] = open;
              onOpen(number, open);
            })
        .onFailure(failure -> connection.end(number, String.valueOf(failure.getMessage()), 0));
  }

  private void onOpen(long number, WebSocket open) {
    connection.active();
    connection.live();
    open.textMessageHandler(text -> onMessage(open, text));
    open.binaryMessageHandler(bytes -> onMessage(open, bytes.toString()));
    open.pongHandler(pong -> connection.active());
    open.exceptionHandler(
        failure -> connection.end(number, String.valueOf(failure.getMessage()), 0));
    long pings =
        vertx.setPeriodic(socket.ping().toMillis(), timer -> open.writePing(Buffer.buffer("feed")));
    open.closeHandler(
        closed -> {
          vertx.cancelTimer(pings);
          connection.end(number, closeReason(open), 0);
        });
    socket.send().forEach(open::writeTextMessage);
  }

  private static @Nullable String closeReason(WebSocket closed) {
    Short code = closed.closeStatusCode();
    return code == null
        ? null
        : "the upstream closed the connection: %d %s"
            .formatted(code, closed.closeReason() == null ? "" : closed.closeReason())
            .strip();
  }

  private void onMessage(WebSocket open, String text) {
    connection.active();
    accept(text);
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
      SourceMessage message =
          socket.format() == Format.TEXT
              ? new LineParser(Format.TEXT).parse(text, null)
              : new LineParser(Format.JSON).parse(text, null);
      if (message == null) {
        return;
      }
      String gap = sequence.gapBefore(message);
      if (gap != null) {
        intake.reportGap(gap, text);
      }
      intake.accept(message);
    } catch (MappingException broken) {
      intake.reject(text, broken.reason(), null);
    }
  }
}
