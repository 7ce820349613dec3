package io.feedhorn.hostile;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** A reader on {@code /v1/ws} that keeps everything it is told. Safe on any thread. */
final class SocketClient implements WebSocket.Listener, AutoCloseable {
  private final List<String> told = new CopyOnWriteArrayList<>();
  private final StringBuilder text = new StringBuilder();
  private final WebSocket socket;
  private volatile boolean ended;
  private volatile int code;

  private SocketClient(int port) {
    socket =
        HttpClient.newHttpClient()
            .newWebSocketBuilder()
            .buildAsync(URI.create("ws://127.0.0.1:" + port + "/v1/ws"), this)
            .join();
  }

  /** One that hears a pattern, from a cursor where it is not null. */
  static SocketClient subscribed(int port, String pattern, @Nullable String since) {
    SocketClient client = new SocketClient(port);
    String from = since == null ? "" : ",\"since\":\"" + since + "\"";
    client.send("{\"type\":\"subscribe\",\"id\":1,\"topics\":[\"" + pattern + "\"]" + from + "}");
    return client;
  }

  void send(String message) {
    socket.sendText(message, true).join();
  }

  @Override
  public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
    text.append(data);
    if (last) {
      told.add(text.toString());
      text.setLength(0);
    }
    from.request(1);
    return null;
  }

  @Override
  public @Nullable CompletionStage<?> onClose(WebSocket from, int closedWith, String reason) {
    code = closedWith;
    ended = true;
    return null;
  }

  @Override
  public void onError(WebSocket from, Throwable failure) {
    ended = true;
  }

  boolean ended() {
    return ended;
  }

  /** The code it was closed with; 0 where it was not. */
  int code() {
    return code;
  }

  /** Everything it was told, in order. */
  List<String> told() {
    return List.copyOf(told);
  }

  /** The numbers that were published, as they came. */
  List<Long> numbers() {
    return told.stream()
        .filter(message -> message.startsWith("{\"type\":\"update\""))
        .map(message -> message.replaceAll(".*\"data\":(\\d+)}$", "$1"))
        .map(Long::valueOf)
        .toList();
  }

  @Override
  public void close() {
    socket.abort();
  }
}
