package io.feedhorn.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.feedhorn.limits.ClientLimits;
import io.feedhorn.limits.Limits;
import io.feedhorn.transport.FreePorts;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The PROXY protocol, versions 1 and 2: the client address is the one that the proxy sends.
 * Observed by the limit of two connections of one address.
 */
@Timeout(90)
class ProxyProtocolIT {
  private static final int EACH = 2;
  private static final Path HAPROXY = Path.of("/usr/sbin/haproxy");
  private static final String SIGNATURE = "0D0A0D0A000D0A515549540A";

  private static RunningServer server;

  private final Client client = new Client();

  @BeforeAll
  static void startServer() {
    server = listing("127.0.0.1");
  }

  private static RunningServer listing(String proxy) {
    return RunningServer.with(
        ServerSetup.DEFAULT
            .limits(Limits.DEFAULT.client(ClientLimits.NONE.connectionsPerAddress(EACH)))
            .proxies(new ReverseProxyOptions(List.of(proxy), true)));
  }

  @AfterAll
  static void stopServer() {
    server.close();
  }

  @AfterEach
  void close() throws IOException {
    client.close();
  }

  /** A number for addresses that other tests do not use. */
  private static int next = 1;

  private static byte[] version1(String address) {
    String family = address.contains(":") ? "TCP6" : "TCP4";
    String to = address.contains(":") ? "2001:db8::ff" : "192.0.2.1";
    return "PROXY %s %s %s 4711 443\r\n".formatted(family, address, to).getBytes(US_ASCII);
  }

  private static byte[] version2(String address) throws IOException {
    byte[] from = InetAddress.getByName(address).getAddress();
    ByteArrayOutputStream header = new ByteArrayOutputStream();
    header.write(HexFormat.of().parseHex(SIGNATURE));
    header.write(0x21);
    header.write(from.length == 4 ? 0x11 : 0x21);
    header.write(0);
    header.write(2 * from.length + 4);
    header.write(from);
    header.write(new byte[from.length]);
    header.write(new byte[] {0x12, 0x34, 0x01, (byte) 0xBB});
    return header.toByteArray();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void aConnectionIsCountedForTheAddressInItsHeader(int version) throws IOException {
    String one = "203.0.113." + next++;
    String other = "203.0.113." + next++;

    for (int i = 0; i < EACH; i++) {
      assertThat(client.ask(server.port(), header(version, one))).isEqualTo(200);
    }
    assertThat(client.ask(server.port(), header(version, one))).isEqualTo(429);
    assertThat(client.ask(server.port(), header(3 - version, other))).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void anIpv6ConnectionIsCountedForTheAddressInItsHeader(int version) throws IOException {
    String one = "2001:db8:0:" + Integer.toHexString(next++) + "::1";

    for (int i = 0; i < EACH; i++) {
      assertThat(client.ask(server.port(), header(version, one))).isEqualTo(200);
    }
    assertThat(client.ask(server.port(), header(version, one))).isEqualTo(429);
  }

  private static byte[] header(int version, String address) throws IOException {
    return version == 1 ? version1(address) : version2(address);
  }

  @Test
  void forwardingHeadersOfTheClientAreIgnored() throws IOException {
    String one = "203.0.113." + next++;
    String[] lies = {"X-Forwarded-For: 9.9.9.9"};

    for (int i = 0; i < EACH; i++) {
      assertThat(client.ask(server.port(), version1(one), lies)).isEqualTo(200);
    }
    assertThat(client.ask(server.port(), version1(one), lies)).isEqualTo(429);
  }

  @Test
  void aProxyMayConnectForItself() throws IOException {
    assertThat(client.ask(server.port(), "PROXY UNKNOWN\r\n".getBytes(US_ASCII))).isEqualTo(200);
    byte[] local = HexFormat.of().parseHex(SIGNATURE + "20000000");
    assertThat(client.ask(server.port(), local)).isEqualTo(200);
  }

  @Test
  void aConnectionWithoutTheHeaderIsNotServed() {
    assertThatThrownBy(() -> client.ask(server.port(), new byte[0]))
        .isInstanceOf(IOException.class);
    assertThatThrownBy(() -> client.ask(server.port(), "PROXY nonsense\r\n".getBytes(US_ASCII)))
        .isInstanceOf(IOException.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void aHeaderOfAnUnlistedProxyIsRefused(int version) {
    try (RunningServer strict = listing("10.0.0.0/8")) {
      assertThatThrownBy(() -> client.ask(strict.port(), header(version, "10.0.0.1")))
          .isInstanceOf(IOException.class);
      assertThatThrownBy(() -> client.ask(strict.port(), new byte[0]))
          .isInstanceOf(IOException.class);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"send-proxy", "send-proxy-v2"})
  void haProxySendsTheClientAddress(String option, @TempDir Path folder) throws Exception {
    assumeTrue(Files.isExecutable(HAPROXY), "HAProxy is not installed");
    int port = FreePorts.next();
    Path configuration = folder.resolve("haproxy.cfg");
    Files.writeString(
        configuration,
        """
        defaults
          mode tcp
          timeout connect 50s
          timeout client 75s
          timeout server 75s
        listen feeds
          bind 127.0.0.1:%d
          server node 127.0.0.1:%d %s
        """
            .formatted(port, server.port(), option));
    Process haproxy =
        new ProcessBuilder(HAPROXY.toString(), "-db", "-f", configuration.toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("haproxy.log").toFile())
            .start();
    try {
      String one = "127.0.0." + (100 + next++);
      String other = "127.0.0." + (100 + next++);
      Awaitility.await().until(() -> accepts(port));
      for (int i = 0; i < EACH; i++) {
        assertThat(client.from(one).ask(port, new byte[0])).isEqualTo(200);
      }
      assertThat(client.from(one).ask(port, new byte[0])).isEqualTo(429);
      assertThat(client.from(other).ask(port, new byte[0])).isEqualTo(200);
    } finally {
      haproxy.destroy();
      assertThat(haproxy.waitFor(50, TimeUnit.SECONDS)).isTrue();
    }
  }

  private static boolean accepts(int port) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException notYet) {
      return false;
    }
  }

  /** Requests the time on connections that stay open. */
  private static final class Client {
    private final List<Socket> open = new java.util.ArrayList<>();
    private InetAddress from = InetAddress.getLoopbackAddress();

    Client from(String address) throws IOException {
      from = InetAddress.getByName(address);
      return this;
    }

    int ask(int port, byte[] before, String... lines) throws IOException {
      Socket socket = new Socket();
      open.add(socket);
      socket.setSoTimeout(50_000);
      socket.bind(new InetSocketAddress(from, 0));
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      String head = "GET /v1/time HTTP/1.1\r\nHost: h\r\n";
      for (String line : lines) {
        head += line + "\r\n";
      }
      ByteArrayOutputStream all = new ByteArrayOutputStream();
      all.write(before);
      all.write((head + "\r\n").getBytes(US_ASCII));
      socket.getOutputStream().write(all.toByteArray());
      return RawHttpClient.read(socket.getInputStream()).status();
    }

    void close() throws IOException {
      for (Socket socket : open) {
        socket.close();
      }
    }
  }
}
