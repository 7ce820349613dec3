package io.feedhorn.proxy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import javax.net.ssl.SSLContext;

/** A client with the address 127.0.0.2, which Linux has without configuration. */
final class OtherAddressClient {
  private static final int TIMEOUT_MILLIS = 20_000;

  private final URI url;
  private final SSLContext trusting;

  OtherAddressClient(URI url, SSLContext trusting) {
    this.url = url;
    this.trusting = trusting;
  }

  /**
   * Returns the status of the response to a GET.
   *
   * @param headers header lines without line ends
   */
  int status(String path, String... headers) throws IOException {
    try (Socket plain = new Socket()) {
      plain.bind(new InetSocketAddress(InetAddress.getByName("127.0.0.2"), 0));
      plain.connect(
          new InetSocketAddress(InetAddress.getLoopbackAddress(), url.getPort()), TIMEOUT_MILLIS);
      plain.setSoTimeout(TIMEOUT_MILLIS);
      Socket socket =
          url.getScheme().equals("https")
              ? trusting.getSocketFactory().createSocket(plain, url.getHost(), url.getPort(), true)
              : plain;
      String request =
          "GET %s HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n%s\r\n\r\n"
              .formatted(path, url.getAuthority(), String.join("\r\n", headers));
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      byte[] head = socket.getInputStream().readNBytes("HTTP/1.1 200".length());
      return Integer.parseInt(new String(head, StandardCharsets.US_ASCII).substring(9));
    }
  }
}
