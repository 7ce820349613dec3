package io.feedhorn.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** An HTTP/1.1 client that sends requests unchanged, also ones that a library would not send. */
public final class RawHttpClient {
  private static final int TIMEOUT_MILLIS = 50_000;
  private static final String END_OF_HEAD = "\r\n\r\n";

  private RawHttpClient() {}

  /** A response: its status, the lines of its headers, and its body. */
  public record Answer(int status, List<String> lines, String body) {
    /** Returns the values of a header, in order. */
    public List<String> all(String name) {
      String begin = name.toLowerCase(Locale.ROOT) + ":";
      return lines.stream()
          .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(begin))
          .map(line -> line.substring(begin.length()).strip())
          .toList();
    }

    /** Returns the value of a header, lines joined by commas; empty if it is missing. */
    public String header(String name) {
      return String.join(", ", all(name));
    }
  }

  /** Sends a request and reads the response, or its headers if it does not end. */
  public static Answer ask(int port, String method, String path, String... lines) {
    return send(
        port,
        String.join(
            "\r\n",
            Stream.concat(
                    Stream.of(method + " " + path + " HTTP/1.1", "Host: 127.0.0.1:" + port),
                    Stream.of(lines))
                .toList()));
  }

  /**
   * Sends the headers of a request, and reads the response.
   *
   * @param head without the empty line at the end
   */
  public static Answer send(int port, String head) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(TIMEOUT_MILLIS);
      socket.getOutputStream().write((head + END_OF_HEAD).getBytes(StandardCharsets.ISO_8859_1));
      return read(socket.getInputStream());
    } catch (IOException e) {
      throw new AssertionError("not answered: " + head, e);
    }
  }

  /** Reads a response: its body by its length, or else to the end of the connection. */
  public static Answer read(InputStream in) throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    while (!head.toString(StandardCharsets.ISO_8859_1).endsWith(END_OF_HEAD)) {
      int next = in.read();
      if (next < 0) {
        throw new IOException("the connection ended after: " + head);
      }
      head.write(next);
    }
    List<String> lines = head.toString(StandardCharsets.ISO_8859_1).lines().toList();
    int status = Integer.parseInt(lines.get(0).split(" ", -1)[1]);
    Answer answer = new Answer(status, lines.subList(1, lines.size()), "");
    boolean bodiless = status == 101 || status == 204 || status == 304;
    String length = answer.header("Content-Length");
    if (bodiless || answer.header("Transfer-Encoding").equals("chunked")) {
      return answer;
    }
    byte[] body = length.isEmpty() ? in.readAllBytes() : in.readNBytes(Integer.parseInt(length));
    return new Answer(status, answer.lines(), new String(body, StandardCharsets.UTF_8));
  }
}
