package io.feedhorn.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.http.RunningServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Connects more new readers than an event loop admits at once. */
@Timeout(60)
class ManyReadersIT {
  private static final int READERS = 300;

  @Test
  void allAreAdmittedAndConnectedReadersAreServedMeanwhile() throws IOException {
    try (RunningServer server = RunningServer.start();
        RawWebSocketClient reader = RawWebSocketClient.open(server.port(), "/v1/ws")) {
      String topic = server.latestFeed() + ".a";
      reader.text();
      reader.send("{\"type\":\"subscribe\",\"id\":1,\"topics\":[\"" + topic + "\"]}");
      reader.text();
      List<Socket> sockets = new ArrayList<>();
      for (int i = 0; i < READERS; i++) {
        sockets.add(new Socket(InetAddress.getLoopbackAddress(), server.port()));
      }
      for (Socket socket : sockets) {
        String path = sockets.indexOf(socket) % 2 == 0 ? "/v1/ws" : "/v1/stream?topics=" + topic;
        socket.getOutputStream().write(request(path).getBytes(StandardCharsets.UTF_8));
      }

      server.publish(topic, "1");
      assertThat(reader.text()).contains("\"data\":1");
      for (Socket socket : sockets) {
        String status = sockets.indexOf(socket) % 2 == 0 ? "HTTP/1.1 101 " : "HTTP/1.1 200 ";
        assertThat(firstLine(socket)).startsWith(status);
        socket.close();
      }
    }
  }

  private static String request(String path) {
    List<String> lines = new ArrayList<>(List.of("GET " + path + " HTTP/1.1", "Host: a"));
    if (path.endsWith("ws")) {
      lines.add("Connection: Upgrade");
      lines.add("Upgrade: websocket");
      lines.add("Sec-WebSocket-Version: 13");
      lines.add("Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==");
    }
    return String.join("\r\n", lines) + "\r\n\r\n";
  }

  private static String firstLine(Socket socket) throws IOException {
    return String.valueOf(
        new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))
            .readLine());
  }
}
