package io.feedhorn.hostile;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.function.Predicate;

/** A bare TCP connection, and everything that came on it. Not thread-safe. */
final class RawTcpConnection implements AutoCloseable {
  private final Socket socket = new Socket();
  private final ByteArrayOutputStream come = new ByteArrayOutputStream();
  private boolean ended;

  RawTcpConnection(int port) throws IOException {
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 10_000);
    socket.setTcpNoDelay(true);
  }

  /** Sends bytes; a peer that is gone already is as good as one that goes now. */
  void send(byte[] bytes) {
    try {
      socket.getOutputStream().write(bytes);
    } catch (IOException gone) {
      ended = true;
    }
  }

  /** Reads until what came suffices, or the end, or nothing came for a while. */
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

  /** What came, a character a byte. */
  String text() {
    return come.toString(StandardCharsets.ISO_8859_1);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
