package io.feedhorn.source.redis;

import io.vertx.core.Vertx;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** A server that takes commands of the protocol of Redis and gives the answers of a test. */
final class HeldRedis {
  private final NetServer server;
  private final List<NetSocket> sockets = new CopyOnWriteArrayList<>();

  /** A command whose answer the test gives. */
  record Call(NetSocket socket, List<String> arguments) {
    String name() {
      return arguments.get(0).toUpperCase(Locale.ROOT);
    }

    /** Answers with text of the protocol, whose lines end with LF here. */
    void answer(String text) {
      socket.write(text.replace("\n", "\r\n"));
    }

    /** Answers, and waits until the answer is on its way. */
    void answerNow(String text) throws Exception {
      socket.write(text.replace("\n", "\r\n")).await(60, TimeUnit.SECONDS);
    }
  }

  /** Receives the commands, on event loops. */
  interface Calls {
    void on(Call call);
  }

  HeldRedis(Vertx vertx, Calls calls) throws Exception {
    server =
        vertx
            .createNetServer()
            .connectHandler(socket -> read(socket, calls))
            .listen(0, "127.0.0.1")
            .await(60, TimeUnit.SECONDS);
  }

  int port() {
    return server.actualPort();
  }

  private void read(NetSocket socket, Calls calls) {
    sockets.add(socket);
    StringBuilder received = new StringBuilder();
    socket.handler(
        bytes -> {
          received.append(bytes.toString(StandardCharsets.ISO_8859_1));
          List<String> command = take(received);
          while (!command.isEmpty()) {
            calls.on(new Call(socket, command));
            command = take(received);
          }
        });
  }

  /** Takes a complete command from the start of a text; an empty list if there is none. */
  private static List<String> take(StringBuilder received) {
    String[] lines = received.toString().split("\r\n", -1);
    int count = lines[0].startsWith("*") ? Integer.parseInt(lines[0].substring(1)) : 0;
    if (count == 0 || lines.length < 2 * count + 2) {
      return List.of();
    }
    List<String> arguments = new ArrayList<>();
    int length = lines[0].length() + 2;
    for (int i = 0; i < count; i++) {
      arguments.add(lines[2 * i + 2]);
      length += lines[2 * i + 1].length() + lines[2 * i + 2].length() + 4;
    }
    received.delete(0, length);
    return arguments;
  }

  /** Closes all connections, as a server that ends does. */
  void disconnectAll() {
    sockets.forEach(NetSocket::close);
    sockets.clear();
  }
}
