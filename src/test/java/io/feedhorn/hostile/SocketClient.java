package io.feedhorn.hostile;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** A reader on {@code /v1/ws} that stores all messages. Safe on any thread. */
final class SocketClient implements WebSocket.Listener, AutoCloseable {
  private final List<String> messages = new CopyOnWriteArrayList<>();
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

  /** Connects and subscribes to a pattern, from a cursor unless it is null. */
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
      messages.add(text.toString());
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

  /** Returns the close code; 0 while the connection is open. */
  int code() {
    return code;
  }

  /** Returns all messages in order. */
  List<String> messages() {
    return List.copyOf(messages);
  }

  /** Returns the values of updates in order. */
  List<Long> numbers() {
    return messages.stream()
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
