package io.feedhorn.cluster;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/** Somebody who knocks at a port where only members are let in. */
final class UnauthenticatedPeer {
  private static final int PATIENCE_MILLIS = 5_000;
  private static final int LISTEN_MILLIS = 700;
  private static final byte[] HELLO = "hello?\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

  private UnauthenticatedPeer() {}

  /** Whether one who speaks no TLS is still connected after something was said. */
  static boolean isHeardPlain(int port) throws IOException {
    try (Socket socket = connected(port)) {
      socket.getOutputStream().write(HELLO);
      return isHeard(socket);
    }
  }

  /** Whether one who shows this is still connected when its certificate was looked at. */
  static boolean isHeard(int port, SSLContext shown) throws IOException {
    try (Socket plain = connected(port);
        SSLSocket socket =
            (SSLSocket)
                shown
                    .getSocketFactory()
                    .createSocket(
                        plain, InetAddress.getLoopbackAddress().getHostName(), port, true)) {
      socket.startHandshake();
      return isHeard(socket);
    } catch (IOException refused) {
      return false;
    }
  }

  private static Socket connected(int port) throws IOException {
    Socket socket = new Socket();
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), PATIENCE_MILLIS);
    socket.setSoTimeout(PATIENCE_MILLIS);
    return socket;
  }

  private static boolean isHeard(Socket socket) throws IOException {
    socket.setSoTimeout(LISTEN_MILLIS);
    try {
      while (socket.getInputStream().read() >= 0) {
        // An alert, and then the end.
      }
      return false;
    } catch (SocketTimeoutException open) {
      return true;
    } catch (IOException reset) {
      return false;
    }
  }
}
