package io.feedhorn.fault;

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
final class Tunnel {
  private static final Pattern REQUEST = Pattern.compile("^(get|head|post|put|delete|options) /");
  private static final String RESPONSE = "http/1.1 ";
  private static final int HEAD_BYTES = 8_192;
  private static final long NONE = -1;

  private final Vertx vertx;
  private final NetSocket client;
  private final Supplier<Faults> faults;
  private final Consumer<Tunnel> atTheEnd;
  private final Noise noise;
  private @Nullable NetSocket server;
  private @Nullable Supplier<Future<NetSocket>> connecting;
  private boolean streams;
  private Buffer withheld = Buffer.buffer();
  private long idle = NONE;
  private long life = NONE;
  private boolean ended;

  Tunnel(
      Vertx vertx,
      NetSocket client,
      Supplier<Faults> faults,
      Noise noise,
      Consumer<Tunnel> atTheEnd) {
    this.vertx = vertx;
    this.noise = noise;
    this.client = client;
    this.faults = faults;
    this.atTheEnd = atTheEnd;
  }

  void open(Supplier<Future<NetSocket>> connect) {
    client.pause();
    client.handler(this::fromClient);
    client.exceptionHandler(failure -> cut());
    client.closeHandler(gone -> cut());
    connecting = connect;
    faultsChanged();
    touched();
  }

  private void connected(NetSocket socket) {
    server = socket;
    socket.handler(this::fromServer);
    socket.exceptionHandler(failure -> cut());
    socket.closeHandler(gone -> cut());
    if (ended) {
      socket.close();
    } else {
      faultsChanged();
    }
  }

  /** Lets through what may pass now. */
  void faultsChanged() {
    NetSocket upstream = server;
    if (faults.get().swallows()) {
      client.pause();
      if (upstream != null) {
        upstream.pause();
      }
      return;
    }
    Supplier<Future<NetSocket>> connect = connecting;
    if (connect != null) {
      connecting = null;
      connect.get().onSuccess(this::connected).onFailure(failure -> cut());
    } else if (upstream != null) {
      client.resume();
      upstream.resume();
    }
    if (!faults.get().buffersStreams() && withheld.length() > 0) {
      Buffer all = withheld;
      withheld = Buffer.buffer();
      client.write(all);
    }
  }

  private void fromClient(Buffer bytes) {
    touched();
    String head = head(bytes);
    Faults now = faults.get();
    if (REQUEST.matcher(head).find()) {
      streams = false;
      if (now.badGateway()) {
        refuse("502 Bad Gateway");
        return;
      }
      if (head.contains("upgrade: websocket")) {
        if (now.refusesWebSockets()) {
          refuse("403 Forbidden");
          return;
        }
        Duration lives = now.webSocketsLive();
        if (lives != null) {
          life = vertx.setTimer(lives.toMillis(), due -> cut());
        }
      }
    }
    Buffer passing = noise.on(bytes, now.upChanged());
    later(now.upLater(), () -> pass(server, passing));
  }

  private static void pass(@Nullable NetSocket to, Buffer bytes) {
    if (to != null) {
      to.write(bytes);
    }
  }

  private void later(Duration delay, Runnable act) {
    if (delay.isZero()) {
      act.run();
    } else {
      vertx.setTimer(delay.toMillis(), due -> act.run());
    }
  }

  private void fromServer(Buffer bytes) {
    touched();
    String head = head(bytes);
    int end = 0;
    if (head.startsWith(RESPONSE)) {
      streams = head.contains("content-type: text/event-stream");
      end = head.indexOf("\r\n\r\n") + 4;
    }
    if (streams && faults.get().buffersStreams()) {
      client.write(bytes.slice(0, end));
      withheld.appendBuffer(bytes.slice(end, bytes.length()));
    } else {
      Buffer passing = noise.on(bytes, faults.get().downChanged());
      later(faults.get().downLater(), () -> pass(client, passing));
    }
  }

  /** In lower case, as neither names nor their values care here. */
  private static String head(Buffer bytes) {
    return bytes
        .getString(0, Math.min(bytes.length(), HEAD_BYTES), StandardCharsets.ISO_8859_1.name())
        .toLowerCase(Locale.ROOT);
  }

  private void refuse(String status) {
    client
        .write("HTTP/1.1 " + status + "\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
        .onComplete(written -> cut());
  }

  private void touched() {
    Duration limit = faults.get().idle();
    vertx.cancelTimer(idle);
    if (limit != null) {
      idle = vertx.setTimer(limit.toMillis(), due -> cut());
    }
  }

  void cut() {
    if (!ended) {
      ended = true;
      vertx.cancelTimer(idle);
      vertx.cancelTimer(life);
      client.close();
      if (server != null) {
        server.close();
      }
      atTheEnd.accept(this);
    }
  }
}
