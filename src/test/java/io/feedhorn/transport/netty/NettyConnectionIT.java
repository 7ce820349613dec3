package io.feedhorn.transport.netty;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.feedhorn.client.ReadRequest;
import io.feedhorn.client.SseParser;
import io.feedhorn.http.RunningServer;
import io.feedhorn.transport.RawSseClient;
import io.feedhorn.transport.RawWebSocketClient;
import io.feedhorn.transport.SlowSseClient;
import io.feedhorn.transport.SseEventStream;
import io.feedhorn.transport.TransportUnderTest;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Direct writes to the channel and the public API send the same bytes, complete and in order. */
@Timeout(60)
class NettyConnectionIT {
  private static final int UPDATES = 40;

  /** Larger than the unsent bytes that the kernel accepts, so that it accepts a part only. */
  private static final String LARGE = '"' + "0123456789".repeat(3_000) + '"';

  private static final Pattern HEARTBEAT = Pattern.compile("(?m)^:\n");

  private static RunningServer server(boolean nativeTransport) {
    RunningServer server = nativeTransport ? RunningServer.start() : RunningServer.onNio();
    assumeTrue(server.vertx().isNativeTransportEnabled() == nativeTransport, "no native transport");
    return server;
  }

  @ParameterizedTest(name = "native transport: {0}")
  @ValueSource(booleans = {true, false})
  void framesThatTheKernelAcceptsInPartsArriveComplete(boolean nativeTransport) {
    try (RunningServer server = server(nativeTransport);
        RawWebSocketClient slow = RawWebSocketClient.openWithSmallBuffer(server.port(), "/v1/ws")) {
      String topic = server.everyFeed() + ".a";
      assertThat(slow.text()).contains("welcome");
      slow.send("{\"type\":\"subscribe\",\"id\":1,\"topics\":[\"" + topic + "\"]}");
      assertThat(slow.text()).contains("subscribed");
      slow.stopReading();
      publish(server, topic);
      slow.resumeReading();
      List<Long> offsets = new ArrayList<>();
      for (int i = 0; i < UPDATES; i++) {
        String update = slow.text();
        offsets.add(TransportUnderTest.offset(update));
        assertThat(update).endsWith(",\"data\":" + value(i) + "}");
      }

      assertThat(offsets).isEqualTo(LongStream.rangeClosed(1, UPDATES).boxed().toList());
    }
  }

  /** So many that one system call sends to several, where the system permits an io_uring. */
  @Test
  void framesOfManyConnectionsArriveCompleteAlsoIfTheKernelAcceptsThemInParts() {
    List<RawWebSocketClient> clients = new ArrayList<>();
    try (RunningServer server = RunningServer.start()) {
      String topic = server.everyFeed() + ".a";
      for (int i = 0; i < 40; i++) {
        RawWebSocketClient client =
            i % 10 == 0
                ? RawWebSocketClient.openWithSmallBuffer(server.port(), "/v1/ws")
                : RawWebSocketClient.open(server.port(), "/v1/ws");
        clients.add(client);
        assertThat(client.text()).contains("welcome");
        client.send("{\"type\":\"subscribe\",\"id\":1,\"topics\":[\"" + topic + "\"]}");
        assertThat(client.text()).contains("subscribed");
        client.stopReading();
      }
      publish(server, topic);
      for (RawWebSocketClient client : clients) {
        client.resumeReading();
        for (int i = 0; i < UPDATES; i++) {
          String update = client.text();
          assertThat(TransportUnderTest.offset(update)).isEqualTo(i + 1);
          assertThat(update).endsWith(",\"data\":" + value(i) + "}");
        }
      }
    } finally {
      clients.forEach(RawWebSocketClient::close);
    }
  }

  @ParameterizedTest(name = "native transport: {0}")
  @ValueSource(booleans = {true, false})
  void chunksThatTheKernelAcceptsInPartsArriveComplete(boolean nativeTransport) throws IOException {
    try (RunningServer server = server(nativeTransport)) {
      String topic = server.everyFeed() + ".a";
      try (SlowSseClient slow =
          new SlowSseClient(server.port(), RawSseClient.path(ReadRequest.of(topic)))) {
        publish(server, topic);
        SseEventStream text = new SseEventStream(slow);
        List<Long> offsets = new ArrayList<>();
        for (int i = 0; i < UPDATES; i++) {
          offsets.add(TransportUnderTest.offset(nextUpdate(text)));
        }

        assertThat(offsets).isEqualTo(LongStream.rangeClosed(1, UPDATES).boxed().toList());
      }
    }
  }

  private static String nextUpdate(SseEventStream text) throws IOException {
    SseParser.Event event = requireNonNull(text.next());
    while (!event.type().equals("update")) {
      event = requireNonNull(text.next());
    }
    return event.data();
  }

  /** HTTP/1.0 uses the public API, as HTTP/2 does; HTTP/1.1 uses the channel. */
  @Test
  void anEventStreamHasTheSameBytesOverBothVersionsOfHttp() throws Exception {
    try (RunningServer server = RunningServer.start()) {
      String topic = server.latestFeed() + ".a";
      String since = server.publish(topic, "0").cursor();
      publish(server, topic);
      URI uri =
          URI.create(server.address() + RawSseClient.path(ReadRequest.of(topic).since(since)));

      assertThat(streamOfHttp10(uri)).contains(value(UPDATES - 1)).isEqualTo(streamOfHttp11(uri));
    }
  }

  /** Returns a stream up to the newest update of history. */
  private static String streamOfHttp11(URI uri) throws Exception {
    HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    return read(
        client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofInputStream()).body());
  }

  private static String streamOfHttp10(URI uri) throws Exception {
    String request = "GET " + uri.getPath() + "?" + uri.getRawQuery() + " HTTP/1.0\r\n\r\n";
    try (Socket socket = new Socket(uri.getHost(), uri.getPort())) {
      socket.getOutputStream().write(request.getBytes(UTF_8));
      String whole = read(socket.getInputStream());
      assertThat(whole).doesNotContain("chunked");
      return whole.substring(whole.indexOf("\r\n\r\n") + 4);
    }
  }

  /** Reads up to the end of the newest update, and leaves out the heartbeats between updates. */
  private static String read(InputStream answer) throws IOException {
    try (InputStream body = answer) {
      StringBuilder read = new StringBuilder();
      int end = -1;
      while (end < 0) {
        byte[] more = new byte[64 * 1024];
        int length = body.read(more);
        assertThat(length).as("read bytes").isPositive();
        read.append(new String(more, 0, length, UTF_8));
        int newest = read.indexOf("\"seq\":" + (UPDATES + 1) + ",");
        end = newest < 0 ? -1 : read.indexOf("\n\n", newest);
      }
      return HEARTBEAT.matcher(read.substring(0, end)).replaceAll("");
    }
  }

  private static void publish(RunningServer server, String topic) {
    for (int i = 0; i < UPDATES; i++) {
      server.publish(topic, value(i));
    }
  }

  private static String value(int i) {
    return i % 2 == 0 ? LARGE : Integer.toString(i);
  }
}
