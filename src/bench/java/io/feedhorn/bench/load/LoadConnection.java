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

/** One connection of the load, from its first request on. Owned by the loop. */
final class LoadConnection implements WebSocketFrameParser.Handler {
  /** Takes what comes once the conversation at the start is over. */
  interface Receiver {
    void receive(byte[] bytes, int from, int to);

    /** So many bytes came at once, framing included. */
    void read(int count);
  }

  private static final int MAX_HANDSHAKE_CHARS = 64 * 1024;

  final SocketChannel channel;
  private final List<HandshakeStep> steps;
  private final boolean webSocketFrames;
  private final Receiver receiver;
  private final WebSocketFrameParser frames = new WebSocketFrameParser();

  private int step;
  private boolean readingHttpHeader = true;
  private boolean live;
  private @Nullable StringBuilder handshakeText = new StringBuilder();
  private @Nullable String failure;

  LoadConnection(
      SocketChannel channel, List<HandshakeStep> steps, boolean framed, Receiver receiver) {
    this.channel = channel;
    this.steps = steps;
    this.webSocketFrames = framed;
    this.receiver = receiver;
  }

  /** Returns true if the handshake is complete. */
  boolean isLive() {
    return live;
  }

  /** Why the connection is of no use, or null. */
  @Nullable String failure() {
    return failure;
  }

  void fail(String why) {
    if (failure == null) {
      failure = why;
    }
  }

  void connected() throws IOException {
    send(steps.get(0).send());
  }

  void read(byte[] bytes, int to) throws IOException {
    receiver.read(to);
    int from = readingHttpHeader ? readHeader(bytes, to) : 0;
    if (from < to) {
      if (webSocketFrames) {
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

  /** Sends all of it. The kernel's buffer is far larger than what is ever sent at once. */
  void send(byte[] bytes) throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    while (buffer.hasRemaining()) {
      if (channel.write(buffer) == 0) {
        LockSupport.parkNanos(100_000);
      }
    }
  }

  private int readHeader(byte[] bytes, int to) throws IOException {
    StringBuilder heard = handshakeText == null ? new StringBuilder() : handshakeText;
    int before = heard.length();
    heard.append(new String(bytes, 0, to, ISO_8859_1));
    int end = heard.indexOf("\r\n\r\n");
    if (end < 0) {
      return to;
    }
    String status = heard.substring(0, heard.indexOf("\r\n"));
    if (!status.startsWith("HTTP/1.1 101") && !status.startsWith("HTTP/1.1 2")) {
      fail("answered with " + status);
    }
    readingHttpHeader = false;
    heard.setLength(0);
    nextStep();
    return end + 4 - before;
  }

  private void readHandshake(String text) {
    StringBuilder heard = handshakeText == null ? new StringBuilder() : handshakeText;
    heard.append(text);
    if (heard.indexOf(steps.get(step).expected()) >= 0) {
      heard.setLength(0);
      try {
        nextStep();
      } catch (IOException gone) {
        fail(gone.toString());
      }
    } else if (heard.length() > MAX_HANDSHAKE_CHARS) {
      fail("never answered with " + steps.get(step).expected());
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
