package io.feedhorn.client.fault;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** One connection through the proxy. Owned by the proxy's event loop, not thread-safe. */
final class FaultTunnel {
  private static final Pattern REQUEST = Pattern.compile("^(get|head|post|put|delete|options) /");
  private static final String RESPONSE = "http/1.1 ";
  private static final int MAX_HEAD_BYTES = 8_192;
  private static final long NO_TIMER = -1;

  private final Vertx vertx;
  private final NetSocket client;
  private final Supplier<Faults> faults;
  private final Consumer<FaultTunnel> onClose;
  private final ByteCorruption corruption;
  private @Nullable NetSocket server;
  private @Nullable Supplier<Future<NetSocket>> pendingConnect;
  private boolean isEventStream;
  private Buffer heldBack = Buffer.buffer();
  private long responseBytesLeft;
  private long idleTimer = NO_TIMER;
  private long lifetimeTimer = NO_TIMER;
  private boolean closed;

  /**
   * @param maxResponseBytes bytes to the client after which the connection is cut
   */
  FaultTunnel(
      Vertx vertx,
      NetSocket client,
      long maxResponseBytes,
      Supplier<Faults> faults,
      ByteCorruption corruption,
      Consumer<FaultTunnel> onClose) {
    this.vertx = vertx;
    this.client = client;
    this.responseBytesLeft = maxResponseBytes;
    this.faults = faults;
    this.corruption = corruption;
    this.onClose = onClose;
  }

  void open(Supplier<Future<NetSocket>> connect) {
    client.pause();
    client.handler(this::fromClient);
    client.exceptionHandler(failure -> cut());
    client.closeHandler(ignored -> cut());
    pendingConnect = connect;
    faultsChanged();
    restartIdleTimer();
  }

  private void connected(NetSocket socket) {
    server = socket;
    socket.handler(this::fromServer);
    socket.exceptionHandler(failure -> cut());
    socket.closeHandler(ignored -> cut());
    if (closed) {
      socket.close();
    } else {
      faultsChanged();
    }
  }

  /** Connects, resumes and passes on held bytes as far as the current faults permit it. */
  void faultsChanged() {
    NetSocket upstream = server;
    if (faults.get().blocksAll()) {
      client.pause();
      if (upstream != null) {
        upstream.pause();
      }
      return;
    }
    Supplier<Future<NetSocket>> connect = pendingConnect;
    if (connect != null) {
      pendingConnect = null;
      connect.get().onSuccess(this::connected).onFailure(failure -> cut());
    } else if (upstream != null) {
      client.resume();
      upstream.resume();
    }
    if (!faults.get().buffersStreams() && heldBack.length() > 0) {
      Buffer held = heldBack;
      heldBack = Buffer.buffer();
      client.write(held);
    }
  }

  private void fromClient(Buffer bytes) {
    restartIdleTimer();
    Faults current = faults.get();
    String head = head(bytes);
    if (REQUEST.matcher(head).find()) {
      isEventStream = false;
      if (current.answersBadGateway()) {
        refuse("502 Bad Gateway");
        return;
      }
      if (head.contains("upgrade: websocket")) {
        if (current.refusesWebSockets()) {
          refuse("403 Forbidden");
          return;
        }
        Duration lifetime = current.webSocketLifetime();
        if (lifetime != null) {
          lifetimeTimer = vertx.setTimer(lifetime.toMillis(), due -> cut());
        }
      }
    }
    Buffer passed = corruption.apply(bytes, current.requestCorruption());
    after(current.requestDelay(), () -> write(server, passed));
  }

  private static void write(@Nullable NetSocket socket, Buffer bytes) {
    if (socket != null) {
      socket.write(bytes);
    }
  }

  private void after(Duration delay, Runnable action) {
    if (delay.isZero()) {
      action.run();
    } else {
      vertx.setTimer(delay.toMillis(), due -> action.run());
    }
  }

  private void fromServer(Buffer bytes) {
    restartIdleTimer();
    String head = head(bytes);
    int headBytes = 0;
    if (head.startsWith(RESPONSE)) {
      isEventStream = head.contains("content-type: text/event-stream");
      headBytes = head.indexOf("\r\n\r\n") + 4;
    }
    if (isEventStream && faults.get().buffersStreams()) {
      client.write(bytes.slice(0, headBytes));
      heldBack.appendBuffer(bytes.slice(headBytes, bytes.length()));
    } else {
      Buffer passed = corruption.apply(bytes, faults.get().responseCorruption());
      after(faults.get().responseDelay(), () -> respond(passed));
    }
  }

  private void respond(Buffer bytes) {
    if (bytes.length() < responseBytesLeft) {
      responseBytesLeft -= bytes.length();
      client.write(bytes);
    } else {
      client.write(bytes.slice(0, (int) responseBytesLeft));
      responseBytesLeft = 0;
      cut();
    }
  }

  /** Returns the first bytes in lower case, since HTTP field names are not case-sensitive. */
  private static String head(Buffer bytes) {
    return bytes
        .getString(0, Math.min(bytes.length(), MAX_HEAD_BYTES), StandardCharsets.ISO_8859_1.name())
        .toLowerCase(Locale.ROOT);
  }

  private void refuse(String status) {
    client
        .write("HTTP/1.1 " + status + "\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
        .onComplete(written -> cut());
  }

  private void restartIdleTimer() {
    Duration timeout = faults.get().idleTimeout();
    vertx.cancelTimer(idleTimer);
    if (timeout != null) {
      idleTimer = vertx.setTimer(timeout.toMillis(), due -> cut());
    }
  }

  void cut() {
    if (!closed) {
      closed = true;
      vertx.cancelTimer(idleTimer);
      vertx.cancelTimer(lifetimeTimer);
      client.close();
      if (server != null) {
        server.close();
      }
      onClose.accept(this);
    }
  }
}
