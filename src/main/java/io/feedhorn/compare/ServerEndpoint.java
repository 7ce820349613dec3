package io.feedhorn.compare;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * The address of the server, for sockets and HTTP/1.1 requests. Immutable.
 *
 * @param token sent as a bearer token, or null
 */
record ServerEndpoint(URI url, @Nullable String token) {
  private static final int CONNECT_MILLIS = 10_000;

  private boolean secure() {
    return "https".equals(url.getScheme());
  }

  private int port() {
    return url.getPort() >= 0 ? url.getPort() : secure() ? 443 : 80;
  }

  /** Opens a connection; the TLS handshake is complete if the URL is {@code https}. */
  Socket connect() throws IOException {
    Socket plain = new Socket();
    try {
      plain.setTcpNoDelay(true);
      plain.connect(new InetSocketAddress(url.getHost(), port()), CONNECT_MILLIS);
      return secure() ? secured(plain) : plain;
    } catch (IOException failure) {
      plain.close();
      throw failure;
    }
  }

  private Socket secured(Socket plain) throws IOException {
    SSLSocketFactory factory = (SSLSocketFactory) SSLSocketFactory.getDefault();
    SSLSocket socket = (SSLSocket) factory.createSocket(plain, url.getHost(), port(), true);
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    socket.setSSLParameters(parameters);
    socket.startHandshake();
    return socket;
  }

  /**
   * Returns the bytes of a request (RFC 9112).
   *
   * @param fields names and values in turn, in addition to the fields of every request
   */
  byte[] request(String method, String path, @Nullable String body, String... fields) {
    StringBuilder text = new StringBuilder();
    text.append(method).append(' ').append(prefix()).append(path).append(" HTTP/1.1\r\n");
    text.append("Host: ").append(url.getAuthority()).append("\r\n");
    text.append("User-Agent: feedhorn-compare\r\n");
    if (token != null) {
      text.append("Authorization: Bearer ").append(token).append("\r\n");
    }
    for (int i = 0; i < fields.length; i += 2) {
      text.append(fields[i]).append(": ").append(fields[i + 1]).append("\r\n");
    }
    if (body != null) {
      text.append("Content-Type: text/plain\r\nContent-Length: ")
          .append(body.getBytes(StandardCharsets.UTF_8).length)
          .append("\r\n");
    }
    text.append("\r\n").append(body == null ? "" : body);
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  private String prefix() {
    String path = url.getPath() == null ? "" : url.getPath();
    return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
  }
}
