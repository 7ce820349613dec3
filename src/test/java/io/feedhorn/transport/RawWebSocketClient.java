package io.feedhorn.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A WebSocket client that sends and receives single frames (RFC 6455), so that it can be slow,
 * silent or invalid on purpose. A thread reads the frames in order.
 */
public final class RawWebSocketClient implements AutoCloseable {
  static final int CONTINUATION = 0x0;
  public static final int TEXT = 0x1;
  static final int BINARY = 0x2;
  static final int CLOSE = 0x8;

  /** A bit in the opcode of the first frame of a compressed message (RFC 7692, section 6). */
  public static final int COMPRESSED = 0x40;

  static final int PING = 0x9;
  static final int PONG = 0xA;

  private static final int FINAL = 0x80;
  private static final int MASKED = 0x80;
  private static final byte[] MASK = {0x12, 0x34, 0x56, 0x78};
  private static final int ABNORMAL = 1006;
  private static final Pattern SOCKJS_PATH = Pattern.compile("/eventbus/[^/]+/[^/]+/websocket");
  private static final String SOCKJS_HEARTBEAT = "h";
  private static final long TIMEOUT_SECONDS = 50;

  private final Socket socket;
  private final DataInputStream in;
  private final OutputStream out;
  private final String head;
  private final boolean sockJs;
  private final BlockingQueue<Frame> frames = new LinkedBlockingQueue<>();
  private final Semaphore reading = new Semaphore(1);
  private final boolean answersPings;

  /** A received frame. The end of the connection without a close frame is a close with 1006. */
  public record Frame(int opcode, Buffer payload) {
    public String text() {
      return payload.toString(StandardCharsets.UTF_8);
    }

    public int closeCode() {
      return payload.length() < 2 ? ABNORMAL : payload.getUnsignedShort(0);
    }
  }

  private RawWebSocketClient(Socket socket, String path, String head, boolean answersPings)
      throws IOException {
    this.socket = socket;
    this.answersPings = answersPings;
    this.sockJs = SOCKJS_PATH.matcher(path).matches();
    this.in = new DataInputStream(socket.getInputStream());
    this.out = socket.getOutputStream();
    this.head = head;
    Thread reader = new Thread(this::read, "raw-websocket");
    reader.setDaemon(true);
    reader.start();
  }

  /** Opens a WebSocket; headers are {@code Name: value} lines. */
  public static RawWebSocketClient open(int port, String path, String... headers) {
    return open(connected(port, 0), port, path, true, headers);
  }

  /** Opens a WebSocket that answers no ping, also not one that arrives at once. */
  static RawWebSocketClient openSilent(int port, String path, String... headers) {
    return open(connected(port, 0), port, path, false, headers);
  }

  /** Opens a WebSocket with a small receive buffer. */
  public static RawWebSocketClient openWithSmallBuffer(int port, String path) {
    return open(connected(port, 8 * 1024), port, path, true);
  }

  private static RawWebSocketClient open(
      Socket socket, int port, String path, boolean answersPings, String... headers) {
    try {
      String head = handshake(socket, port, path, headers);
      assertThat(head).startsWith("HTTP/1.1 101 ");
      return new RawWebSocketClient(socket, path, head, answersPings);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the head of the answer to a handshake. */
  static String handshake(int port, String path, String... headers) {
    try (Socket socket = connected(port, 0)) {
      return handshake(socket, port, path, headers);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the head of the answer to a complete request. */
  static String request(int port, String request) {
    try (Socket socket = connected(port, 0)) {
      return exchange(socket, request);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Socket connected(int port, int receiveBytes) {
    try {
      Socket socket = new Socket();
      if (receiveBytes > 0) {
        socket.setReceiveBufferSize(receiveBytes);
      }
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      socket.setTcpNoDelay(true);
      return socket;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String handshake(Socket socket, int port, String path, String... headers)
      throws IOException {
    String lines = headers.length == 0 ? "" : String.join("\r\n", headers) + "\r\n";
    String request =
        "GET "
            + path
            + " HTTP/1.1\r\nHost: 127.0.0.1:"
            + port
            + "\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
            + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
            + lines
            + "\r\n";
    return exchange(socket, request);
  }

  private static String exchange(Socket socket, String request) throws IOException {
    socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    while (!head.toString(StandardCharsets.UTF_8).endsWith("\r\n\r\n")) {
      int next = socket.getInputStream().read();
      if (next < 0) {
        throw new EOFException("closed during the handshake: " + head);
      }
      head.write(next);
    }
    return head.toString(StandardCharsets.UTF_8);
  }

  /** Returns the status line and headers of the answer to the handshake. */
  public String head() {
    return head;
  }

  public void send(String text) {
    frame(true, TEXT, text.getBytes(StandardCharsets.UTF_8));
  }

  /** Sends several messages with one write, so that they arrive in one segment. */
  void sendTogether(String... texts) {
    Buffer together = Buffer.buffer();
    for (String text : texts) {
      together.appendBytes(encoded(true, TEXT, text.getBytes(StandardCharsets.UTF_8)));
    }
    write(together.getBytes(), together.length());
  }

  /** Sends several messages and other bytes with one write, so that they arrive together. */
  void sendTogether(byte[] rest, String... texts) {
    Buffer together = Buffer.buffer();
    for (String text : texts) {
      together.appendBytes(encoded(true, TEXT, text.getBytes(StandardCharsets.UTF_8)));
    }
    together.appendBytes(rest);
    write(together.getBytes(), together.length());
  }

  /** Returns the number of bytes between the server's close frame and the end of the connection. */
  int bytesAfterClose() {
    try {
      return in.readAllBytes().length;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public void frame(boolean last, int opcode, byte[] payload) {
    byte[] frame = encoded(last, opcode, payload);
    write(frame, frame.length);
  }

  private static byte[] encoded(boolean last, int opcode, byte[] payload) {
    ByteBuffer frame = ByteBuffer.allocate(payload.length + 14);
    frame.put((byte) ((last ? FINAL : 0) | opcode));
    if (payload.length <= 125) {
      frame.put((byte) (MASKED | payload.length));
    } else if (payload.length <= 0xFFFF) {
      frame.put((byte) (MASKED | 126)).putShort((short) payload.length);
    } else {
      frame.put((byte) (MASKED | 127)).putLong(payload.length);
    }
    frame.put(MASK);
    for (int i = 0; i < payload.length; i++) {
      frame.put((byte) (payload[i] ^ MASK[i % MASK.length]));
    }
    return Arrays.copyOf(frame.array(), frame.position());
  }

  /** Sends raw bytes. */
  void sendBytes(int... bytes) {
    byte[] raw = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      raw[i] = (byte) bytes[i];
    }
    write(raw, raw.length);
  }

  private void write(byte[] bytes, int length) {
    try {
      synchronized (out) {
        out.write(bytes, 0, length);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the next text message; pings, pongs and the heartbeats of SockJS are skipped. */
  public String text() {
    Frame frame = frame();
    while (frame.opcode() == PING || frame.opcode() == PONG || isSockJsHeartbeat(frame)) {
      frame = frame();
    }
    assertThat(frame.opcode()).as("closed with " + frame.closeCode()).isEqualTo(TEXT);
    return frame.text();
  }

  private boolean isSockJsHeartbeat(Frame frame) {
    return sockJs && frame.opcode() == TEXT && frame.text().equals(SOCKJS_HEARTBEAT);
  }

  /** Returns the next frame of any kind. */
  public Frame frame() {
    try {
      Frame frame = frames.poll(TIMEOUT_SECONDS, TimeUnit.SECONDS);
      if (frame == null) {
        throw new AssertionError("no frame for " + TIMEOUT_SECONDS + " s");
      }
      return frame;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /** Returns the next frame that is not a ping of the heartbeat, which may come at any time. */
  public Frame frameAfterPings() {
    Frame frame = frame();
    while (frame.opcode() == PING) {
      frame = frame();
    }
    return frame;
  }

  /** Returns the close frame, and skips all frames before it, such as the pings of a heartbeat. */
  public Frame closeFrame() {
    Frame frame = frame();
    while (frame.opcode() != CLOSE) {
      frame = frame();
    }
    return frame;
  }

  /** Reads until the connection is closed, and returns the close code. */
  public int closeCode() {
    return closeFrame().closeCode();
  }

  /** Stops reading after the current frame. */
  public void stopReading() {
    reading.acquireUninterruptibly();
  }

  public void resumeReading() {
    reading.release();
  }

  private void read() {
    try {
      Frame frame = null;
      while (frame == null || frame.opcode() != CLOSE) {
        frame = readFrame();
        if (frame.opcode() == PING && answersPings) {
          answer(frame);
        }
        reading.acquireUninterruptibly();
        reading.release();
        frames.add(frame);
      }
    } catch (IOException e) {
      frames.add(new Frame(CLOSE, Buffer.buffer()));
    }
  }

  /** The server may have closed the connection; what it sent before, its close frame, is read. */
  private void answer(Frame ping) {
    try {
      frame(true, PONG, ping.payload().getBytes());
    } catch (UncheckedIOException closed) {
      // The next read finds the end.
    }
  }

  private Frame readFrame() throws IOException {
    int first = in.readUnsignedByte();
    int second = in.readUnsignedByte();
    int reserved = head.contains("permessage-deflate") ? 0x30 : 0x70;
    if ((first & reserved) != 0 || (second & MASKED) != 0) {
      throw new IOException("a frame of the server has a reserved bit or a mask");
    }
    if ((first & FINAL) == 0) {
      throw new IOException("a frame of the server is a fragment");
    }
    long length = second & 0x7F;
    if (length == 126) {
      length = in.readUnsignedShort();
    } else if (length == 127) {
      length = in.readLong();
    }
    return new Frame(first & (COMPRESSED | 0x0F), Buffer.buffer(in.readNBytes((int) length)));
  }

  /** Resets the connection. */
  @Override
  public void close() {
    try {
      socket.setSoLinger(true, 0);
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns a header of the answer to the handshake, or null. */
  @Nullable
  public String header(String name) {
    return head.lines()
        .filter(line -> line.regionMatches(true, 0, name + ":", 0, name.length() + 1))
        .map(line -> line.substring(name.length() + 1).strip())
        .findFirst()
        .orElse(null);
  }
}
