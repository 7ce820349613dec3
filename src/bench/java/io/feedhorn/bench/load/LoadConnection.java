package io.feedhorn.bench.load;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.feedhorn.bench.protocol.ClientFrame;
import io.feedhorn.bench.protocol.HandshakeStep;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** One connection of the load, beginning with its handshake. Owned by the loop's thread. */
final class LoadConnection implements FrameParser.Handler {
  /** Receives bytes after the handshake. */
  interface Receiver {
    void receive(byte[] bytes, int from, int to);

    /** Counts a read with its number of bytes, including framing. */
    void read(int count);
  }

  private static final int MAX_HANDSHAKE_CHARS = 64 * 1024;

  final SocketChannel channel;
  private final List<HandshakeStep> steps;
  private final @Nullable FrameParser frames;
  private final Receiver receiver;

  private int step;
  private boolean readingHttpHeader = true;
  private boolean live;
  private @Nullable StringBuilder handshakeText = new StringBuilder();
  private @Nullable String failure;

  /**
   * @param frames the parser of what follows the HTTP header; null: it is passed on unchanged
   */
  LoadConnection(
      SocketChannel channel,
      List<HandshakeStep> steps,
      @Nullable FrameParser frames,
      Receiver receiver) {
    this.channel = channel;
    this.steps = steps;
    this.frames = frames;
    this.receiver = receiver;
  }

  /** Returns true if the handshake is complete. */
  boolean isLive() {
    return live;
  }

  /** Returns the reason for which the connection failed, or null. */
  @Nullable String failure() {
    return failure;
  }

  void fail(String reason) {
    if (failure == null) {
      failure = reason;
    }
  }

  void connected() throws IOException {
    send(steps.get(0).send());
  }

  void read(byte[] bytes, int to) throws IOException {
    receiver.read(to);
    int from = readingHttpHeader ? readHeader(bytes, to) : 0;
    if (from < to) {
      if (frames != null) {
        frames.parse(bytes, from, to, this);
      } else {
        payload(bytes, from, to);
      }
    }
  }

  @Override
  public void payload(byte[] bytes, int from, int to) {
    if (live) {
      receiver.receive(bytes, from, to);
    } else {
      readHandshake(new String(bytes, from, to - from, ISO_8859_1));
    }
  }

  @Override
  public void ping(byte[] payload) {
    try {
      send(ClientFrame.pong(payload));
    } catch (IOException gone) {
      fail(gone.toString());
    }
  }

  @Override
  public void close(byte[] payload) {
    int code = payload.length < 2 ? 1005 : ((payload[0] & 0xFF) << 8) | (payload[1] & 0xFF);
    fail("closed by the server with " + code);
  }

  /** Sends all bytes. Waits in the rare case that the kernel's buffer is full. */
  void send(byte[] bytes) throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    while (buffer.hasRemaining()) {
      if (channel.write(buffer) == 0) {
        LockSupport.parkNanos(100_000);
      }
    }
  }

  private int readHeader(byte[] bytes, int to) throws IOException {
    StringBuilder received = handshakeText == null ? new StringBuilder() : handshakeText;
    int before = received.length();
    received.append(new String(bytes, 0, to, ISO_8859_1));
    int end = received.indexOf("\r\n\r\n");
    if (end < 0) {
      return to;
    }
    String status = received.substring(0, received.indexOf("\r\n"));
    if (!status.startsWith("HTTP/1.1 101") && !status.startsWith("HTTP/1.1 2")) {
      fail("the response to the upgrade was " + status);
    }
    readingHttpHeader = false;
    received.setLength(0);
    nextStep();
    return end + 4 - before;
  }

  private void readHandshake(String text) {
    StringBuilder received = handshakeText == null ? new StringBuilder() : handshakeText;
    received.append(text);
    if (received.indexOf(steps.get(step).expected()) >= 0) {
      received.setLength(0);
      try {
        nextStep();
      } catch (IOException gone) {
        fail(gone.toString());
      }
    } else if (received.length() > MAX_HANDSHAKE_CHARS) {
      fail("the handshake did not contain " + steps.get(step).expected());
    }
  }

  private void nextStep() throws IOException {
    while (++step < steps.size()) {
      send(steps.get(step).send());
      if (!steps.get(step).expected().isEmpty()) {
        return;
      }
    }
    live = true;
    handshakeText = null;
  }
}
