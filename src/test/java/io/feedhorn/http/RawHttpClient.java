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

/** An HTTP/1.1 client that sends a request as it is written, also what a library would not send. */
public final class RawHttpClient {
  private static final int PATIENCE_MILLIS = 20_000;
  private static final String END_OF_HEAD = "\r\n\r\n";

  private RawHttpClient() {}

  /** An answer: its status, its head's lines, and the body as it came. */
  public record Answer(int status, List<String> lines, String body) {
    /** The values of a header, in order. */
    public List<String> all(String name) {
      String begin = name.toLowerCase(Locale.ROOT) + ":";
      return lines.stream()
          .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(begin))
          .map(line -> line.substring(begin.length()).strip())
          .toList();
    }

    /** The value of a header that stands once; empty where it is missing. */
    public String header(String name) {
      return String.join(", ", all(name));
    }
  }

  /** Asks for a path; the connection ends with the answer, or with the end of its head. */
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
   * Sends a head, and reads the answer.
   *
   * @param head without the empty line at its end
   */
  public static Answer send(int port, String head) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(PATIENCE_MILLIS);
      socket.getOutputStream().write((head + END_OF_HEAD).getBytes(StandardCharsets.ISO_8859_1));
      return read(socket.getInputStream());
    } catch (IOException e) {
      throw new AssertionError("not answered: " + head, e);
    }
  }

  /** Reads one answer: its body to the length that it says, else to the end of the connection. */
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
