package io.feedhorn.cluster;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/** A TCP client of the cluster ports without, or with another, certificate. */
final class UnauthenticatedPeer {
  private static final int CONNECT_TIMEOUT_MILLIS = 5_000;
  private static final int READ_TIMEOUT_MILLIS = 700;
  private static final byte[] HELLO = "hello?\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

  private UnauthenticatedPeer() {}

  /** Returns true if a client without TLS is still connected after it has sent data. */
  static boolean isAcceptedPlain(int port) throws IOException {
    try (Socket socket = connected(port)) {
      socket.getOutputStream().write(HELLO);
      return isAccepted(socket);
    }
  }

  /** Returns true if a client with this context is still connected after the TLS handshake. */
  static boolean isAccepted(int port, SSLContext context) throws IOException {
    try (Socket plain = connected(port);
        SSLSocket socket =
            (SSLSocket)
                context
                    .getSocketFactory()
                    .createSocket(
                        plain, InetAddress.getLoopbackAddress().getHostName(), port, true)) {
      socket.startHandshake();
      return isAccepted(socket);
    } catch (IOException refused) {
      return false;
    }
  }

  private static Socket connected(int port) throws IOException {
    Socket socket = new Socket();
    socket.connect(
        new InetSocketAddress(InetAddress.getLoopbackAddress(), port), CONNECT_TIMEOUT_MILLIS);
    socket.setSoTimeout(CONNECT_TIMEOUT_MILLIS);
    return socket;
  }

  private static boolean isAccepted(Socket socket) throws IOException {
    socket.setSoTimeout(READ_TIMEOUT_MILLIS);
    try {
      while (socket.getInputStream().read() >= 0) {
        // An alert before the end of the connection.
      }
      return false;
    } catch (SocketTimeoutException open) {
      return true;
    } catch (IOException reset) {
      return false;
    }
  }
}
