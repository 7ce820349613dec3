package io.feedhorn.transport;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A chunked response (RFC 9112, section 7.1) on a connection with a small receive buffer. */
@SuppressWarnings("InputStreamSlowMultibyteRead") // its bytes are read one by one
public final class SlowSseClient extends InputStream {
  private final Socket socket = new Socket();
  private InputStream chunk = new ByteArrayInputStream(new byte[0]);
  private boolean ended;

  /**
   * @param headers lines of the request
   */
  public SlowSseClient(int port, String path, String... headers) {
    this("GET", port, path, headers);
  }

  /** Returns the response to an empty {@code POST}. */
  static SlowSseClient posting(int port, String path) {
    return new SlowSseClient("POST", port, path, new String[0]);
  }

  private SlowSseClient(String method, int port, String path, String[] headers) {
    try {
      socket.setReceiveBufferSize(8 * 1024);
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      String request =
          "%s %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nContent-Length: 0\r\n%s\r\n"
              .formatted(
                  method,
                  path,
                  port,
                  Stream.of(headers).map(line -> line + "\r\n").collect(Collectors.joining()));
      socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
      while (!line().isEmpty()) {
        // The head is ignored.
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public int read() throws IOException {
    int next = chunk.read();
    while (next < 0 && !ended) {
      int size = Integer.parseInt(line(), 16);
      ended = size == 0;
      byte[] bytes = new byte[size];
      new DataInputStream(socket.getInputStream()).readFully(bytes);
      line();
      chunk = new ByteArrayInputStream(bytes);
      next = chunk.read();
    }
    return next;
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    int next = socket.getInputStream().read();
    while (next >= 0 && next != '\n') {
      line.append((char) next);
      next = socket.getInputStream().read();
    }
    return line.toString().strip();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
