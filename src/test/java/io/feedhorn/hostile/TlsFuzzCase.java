package io.feedhorn.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;

/** A connection with an invalid TLS handshake, or without one. Not thread-safe. */
final class TlsFuzzCase {
  private static final int QUIET_MILLIS = 100;
  private static final String REQUEST = "GET /v1/time HTTP/1.1\r\nHost: h\r\n\r\n";

  private final MalformedInput input;

  TlsFuzzCase(MalformedInput input) {
    this.input = input;
  }

  void make(int port) throws IOException {
    try (RawTcpConnection link = new RawTcpConnection(port)) {
      link.send(said());
      link.readUntil(said -> false, QUIET_MILLIS);

      assertThat(link.text()).doesNotContain("HTTP/");
      DocumentedResponses.isDocumented(link.text());
    }
  }

  private byte[] said() throws SSLException {
    byte[] hello = hello();
    return switch (input.below(5)) {
      case 0 -> input.bytes(REQUEST, 50);
      case 1 -> Arrays.copyOf(hello, input.below(hello.length));
      case 2 -> Arrays.copyOf(hello, hello.length + 1 + input.below(20_000));
      case 3 -> input.mutated(input.bytes(input.message(), 100));
      default -> input.mutated(hello);
    };
  }

  /** Returns a valid first message of a client. */
  private static byte[] hello() throws SSLException {
    SSLEngine engine = engine();
    ByteBuffer record = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
    engine.wrap(ByteBuffer.allocate(0), record);
    return Arrays.copyOf(record.array(), record.position());
  }

  private static SSLEngine engine() throws SSLException {
    try {
      SSLEngine engine = SSLContext.getDefault().createSSLEngine();
      engine.setUseClientMode(true);
      return engine;
    } catch (java.security.NoSuchAlgorithmException none) {
      throw new SSLException(none);
    }
  }

  /** Asserts that a valid request is served, whatever was sent before. */
  static void assertIsServed(int port, SSLContext trusting) throws IOException {
    try (SSLSocket socket =
        (SSLSocket) trusting.getSocketFactory().createSocket("127.0.0.1", port)) {
      socket.setSoTimeout(20_000);
      socket.getOutputStream().write(REQUEST.getBytes(StandardCharsets.US_ASCII));
      byte[] status = socket.getInputStream().readNBytes("HTTP/1.1 200".length());
      assertThat(new String(status, StandardCharsets.US_ASCII)).isEqualTo("HTTP/1.1 200");
    }
  }
}
