package io.feedhorn.hostile;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.function.Predicate;

/** A plain TCP connection with everything that it has received. Not thread-safe. */
final class RawTcpConnection implements AutoCloseable {
  private final Socket socket = new Socket();
  private final ByteArrayOutputStream come = new ByteArrayOutputStream();
  private boolean ended;

  RawTcpConnection(int port) throws IOException {
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 10_000);
    socket.setTcpNoDelay(true);
  }

  /** Sends bytes. Ignores that the peer has closed the connection. */
  void send(byte[] bytes) {
    try {
      socket.getOutputStream().write(bytes);
    } catch (IOException gone) {
      ended = true;
    }
  }

  /** Reads until a condition is true, the connection ends, or nothing arrives for a time. */
  boolean readUntil(Predicate<String> enough, int millis) throws IOException {
    byte[] more = new byte[16 * 1024];
    socket.setSoTimeout(millis);
    while (!enough.test(text())) {
      try {
        int length = socket.getInputStream().read(more);
        if (length < 0) {
          ended = true;
          return false;
        }
        come.write(more, 0, length);
      } catch (SocketTimeoutException nothing) {
        return false;
      } catch (IOException reset) {
        ended = true;
        return false;
      }
    }
    return true;
  }

  boolean ended() {
    return ended;
  }

  byte[] bytes() {
    return come.toByteArray();
  }

  /** Returns everything received, one character for each byte. */
  String text() {
    return come.toString(StandardCharsets.ISO_8859_1);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
