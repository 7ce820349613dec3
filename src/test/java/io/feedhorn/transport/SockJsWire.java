package io.feedhorn.transport;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The client side of the bridge over each transport of SockJS (protocol 0.3.3), with the frames
 * {@code o}, {@code h}, {@code a[…]} and {@code c[…]}.
 */
abstract class SockJsWire implements BridgeWire {
  private static final long PATIENCE_SECONDS = 15;
  private static final String CLOSED = "";

  private final BlockingQueue<String> messages = new LinkedBlockingQueue<>();
  private volatile boolean closed;

  static SockJsWire webSocket(RunningServer server) {
    return new OverWebSocket(server);
  }

  /** Uses one long response, and a new one after 128 KiB. */
  static SockJsWire xhrStreaming(RunningServer server) {
    return new OverHttp(server, "POST", "xhr_streaming", "");
  }

  /** Uses one response for each frame. */
  static SockJsWire xhrPolling(RunningServer server) {
    return new OverHttp(server, "POST", "xhr", "");
  }

  static SockJsWire eventSource(RunningServer server) {
    return new OverHttp(server, "GET", "eventsource", "data: ");
  }

  private static String session() {
    return "/eventbus/000/" + UUID.randomUUID() + "/";
  }

  /** Handles one frame, and returns true if more may arrive. */
  private boolean handle(String frame) {
    switch (frame.isEmpty() ? 'h' : frame.charAt(0)) {
      case 'a' ->
          new JsonArray(frame.substring(1)).forEach(message -> messages.add((String) message));
      case 'c' -> {
        messages.add(CLOSED);
        return false;
      }
      case 'o', 'h' -> {}
      default -> throw new AssertionError("not a SockJS frame: " + frame);
    }
    return true;
  }

  @Override
  public String receive() {
    try {
      String message = messages.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
      if (message == null) {
        throw new AssertionError("no message for " + PATIENCE_SECONDS + " s");
      }
      assertThat(message).as("closed by the server").isNotEqualTo(CLOSED);
      return message;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    closed = true;
  }

  final void readInBackground(Runnable reading) {
    Thread reader =
        new Thread(
            () -> {
              try {
                reading.run();
              } catch (UncheckedIOException | AssertionError e) {
                if (!closed) {
                  messages.add(CLOSED);
                }
              }
            },
            "sockjs");
    reader.setDaemon(true);
    reader.start();
  }

  final boolean isClosed() {
    return closed;
  }

  private static final class OverWebSocket extends SockJsWire {
    private final RawWebSocketClient socket;

    OverWebSocket(RunningServer server) {
      this.socket = RawWebSocketClient.open(server.port(), session() + "websocket");
      assertThat(socket.text()).isEqualTo("o");
      readInBackground(this::read);
    }

    private void read() {
      while (super.handle(socket.text())) {
        // One response for each frame.
      }
    }

    @Override
    public void send(String message) {
      socket.send(new JsonArray().add(message).encode());
    }

    @Override
    public void close() {
      super.close();
      socket.close();
    }
  }

  private static final class OverHttp extends SockJsWire {
    private final HttpTestClient http;
    private final String session = session();
    private final String method;
    private final String receiving;
    private final String prefix;
    private volatile @Nullable InputStream open;

    OverHttp(RunningServer server, String method, String receiving, String prefix) {
      this.http = server.http();
      this.method = method;
      this.receiving = receiving;
      this.prefix = prefix;
      HttpResponse<InputStream> first = request();
      readInBackground(() -> read(first));
    }

    private HttpResponse<InputStream> request() {
      HttpResponse<InputStream> response = http.open(method, session + receiving, null);
      assertThat(response.statusCode()).isEqualTo(200);
      open = response.body();
      return response;
    }

    private void read(HttpResponse<InputStream> first) {
      HttpResponse<InputStream> answer = first;
      while (readFrames(answer.body())) {
        answer = request();
      }
    }

    private boolean readFrames(InputStream body) {
      try (BufferedReader lines =
          new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8))) {
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
          String frame = line.startsWith(prefix) ? line.substring(prefix.length()) : line;
          if (!super.handle(frame)) {
            return false;
          }
        }
        return !isClosed();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void send(String message) {
      HttpResponse<String> answer =
          http.post(session + "xhr_send", new JsonArray().add(message).encode());
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(204);
    }

    @Override
    public void close() {
      super.close();
      try {
        if (open != null) {
          open.close();
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
