package io.feedhorn.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.client.BridgeCarrier;
import io.feedhorn.client.ConnectionLostException;
import io.feedhorn.http.HttpTestClient;
import io.feedhorn.http.RunningServer;
import io.vertx.core.json.JsonArray;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The event-bus bridge over the HTTP transports of SockJS 0.3.3: messages are posted, frames are
 * the lines of responses. {@code client.BridgeCarrier} has the transport on a WebSocket.
 */
final class SockJsHttpCarrier implements BridgeCarrier {
  private static final String CLOSED = "";

  private final BlockingQueue<String> messages = new LinkedBlockingQueue<>();
  private final HttpTestClient http;
  private final String session = "/eventbus/000/" + UUID.randomUUID() + "/";
  private final String method;
  private final String receiving;
  private final String prefix;
  private volatile @Nullable InputStream response;
  private volatile boolean closed;

  private SockJsHttpCarrier(RunningServer server, String method, String receiving, String prefix) {
    this.http = server.http();
    this.method = method;
    this.receiving = receiving;
    this.prefix = prefix;
    HttpResponse<InputStream> first = request();
    Thread reader = new Thread(() -> readInBackground(first), "sockjs");
    reader.setDaemon(true);
    reader.start();
  }

  /** One long response, renewed when it has reached its maximum length. */
  static BridgeCarrier xhrStreaming(RunningServer server) {
    return new SockJsHttpCarrier(server, "POST", "xhr_streaming", "");
  }

  /** One response for each frame. */
  static BridgeCarrier xhrPolling(RunningServer server) {
    return new SockJsHttpCarrier(server, "POST", "xhr", "");
  }

  static BridgeCarrier eventSource(RunningServer server) {
    return new SockJsHttpCarrier(server, "GET", "eventsource", "data: ");
  }

  private HttpResponse<InputStream> request() {
    HttpResponse<InputStream> answer = http.open(method, session + receiving, null);
    assertThat(answer.statusCode()).isEqualTo(200);
    response = answer.body();
    return answer;
  }

  private void readInBackground(HttpResponse<InputStream> first) {
    try {
      HttpResponse<InputStream> answer = first;
      while (readFrames(answer.body())) {
        answer = request();
      }
    } catch (IOException | UncheckedIOException | AssertionError e) {
      if (!closed) {
        messages.add(CLOSED);
      }
    }
  }

  private boolean readFrames(InputStream body) throws IOException {
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        String frame = line.startsWith(prefix) ? line.substring(prefix.length()) : line;
        if (!accept(frame)) {
          return false;
        }
      }
      return !closed;
    }
  }

  /** Accepts one frame. Returns false if it ends the session. */
  private boolean accept(String frame) {
    switch (frame.isEmpty() ? 'h' : frame.charAt(0)) {
      case 'a' ->
          new JsonArray(frame.substring(1)).forEach(message -> messages.add((String) message));
      case 'c' -> {
        messages.add(CLOSED);
        return false;
      }
      case 'o', 'h' -> {}
      default -> throw new AssertionError("not a frame of SockJS: " + frame);
    }
    return true;
  }

  @Override
  public void send(String message) {
    HttpResponse<String> answer =
        http.post(session + "xhr_send", new JsonArray().add(message).encode());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(204);
  }

  @Override
  public @Nullable String poll(Duration timeout) {
    try {
      String message = messages.poll(timeout.toNanos(), TimeUnit.NANOSECONDS);
      if (CLOSED.equals(message)) {
        throw new ConnectionLostException("closed by the server");
      }
      return message;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    closed = true;
    InputStream open = response;
    try {
      if (open != null) {
        open.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
