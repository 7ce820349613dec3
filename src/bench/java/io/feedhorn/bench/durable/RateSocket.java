package io.feedhorn.bench.durable;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/**
 * A WebSocket connection that publishes one text again and again, almost without garbage. One
 * thread sends and another one receives.
 */
final class RateSocket implements AutoCloseable {
  /** A power of two that is greater than the publishes of a connection that are not answered. */
  private static final int RING = 1 << 14;

  private static final int RECEIVED_BYTES = 64 << 10;
  private static final byte TEXT = (byte) 0x81;
  private static final byte MASKED = (byte) 0x80;
  private static final byte CLOSE = 8;
  private static final int LENGTH_BITS = 0x7f;
  private static final int SHORT_LENGTH = 126;
  private static final int LONG_LENGTH = 127;
  private static final byte[] PUBLISHED =
      "{\"type\":\"published\"".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] REFUSED = "{\"type\":\"error\"".getBytes(StandardCharsets.US_ASCII);

  final SocketChannel channel;
  private final ByteBuffer frame;
  private final ByteBuffer received = ByteBuffer.allocate(RECEIVED_BYTES);
  private final long[] due = new long[RING];
  // Written by the thread that sends, before the publish is sent.
  private volatile int sent;
  private int answered;

  /** Receives the answers of a connection. */
  interface Answers {
    /** Called with the time from which the latency of a publish counts. */
    void answered(RateSocket socket, long dueNanos, boolean published) throws IOException;
  }

  private RateSocket(SocketChannel channel, String text) {
    this.channel = channel;
    byte[] payload = text.getBytes(StandardCharsets.US_ASCII);
    frame = ByteBuffer.allocateDirect(payload.length + 8);
    // With a mask of zeros the payload is the text.
    frame.put(TEXT);
    if (payload.length < SHORT_LENGTH) {
      frame.put((byte) (MASKED | payload.length));
    } else {
      frame.put((byte) (MASKED | SHORT_LENGTH)).putShort((short) payload.length);
    }
    frame.putInt(0).put(payload).flip();
  }

  /** Connects to a server on this machine. */
  static RateSocket connect(int port, String path, String text) throws IOException {
    SocketChannel channel =
        SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    String request =
        """
        GET %s HTTP/1.1\r
        Host: 127.0.0.1:%d\r
        Connection: Upgrade\r
        Upgrade: websocket\r
        Sec-WebSocket-Version: 13\r
        Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r
        \r
        """
            .formatted(path, port);
    ByteBuffer bytes = ByteBuffer.wrap(request.getBytes(StandardCharsets.US_ASCII));
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
    RateSocket socket = new RateSocket(channel, text);
    socket.readHandshake();
    channel.configureBlocking(false);
    return socket;
  }

  private void readHandshake() throws IOException {
    int end = -1;
    while (end < 0) {
      if (channel.read(received) < 0) {
        throw new EOFException("no handshake");
      }
      end =
          new String(received.array(), 0, received.position(), StandardCharsets.ISO_8859_1)
              .indexOf("\r\n\r\n");
    }
    received.flip().position(end + 4);
    received.compact();
  }

  /** Sends the text. */
  void publish(long dueNanos) throws IOException {
    int index = sent;
    due[index & (RING - 1)] = dueNanos;
    sent = index + 1;
    frame.rewind();
    while (frame.hasRemaining()) {
      channel.write(frame);
    }
  }

  /** Reads what has arrived. */
  void receive(Answers answers) throws IOException {
    if (channel.read(received) < 0) {
      throw new EOFException("the server has closed a connection");
    }
    received.flip();
    int length = payloadLength();
    while (length >= 0) {
      byte kind = received.get(received.position());
      int start = received.position() + headerLength();
      if ((kind & 0xf) == CLOSE) {
        throw new EOFException("the server closes a connection");
      }
      received.position(start + length);
      boolean published = startsWith(start, PUBLISHED);
      if (published || startsWith(start, REFUSED)) {
        answers.answered(this, due[answered++ & (RING - 1)], published);
      }
      length = payloadLength();
    }
    received.compact();
  }

  private boolean startsWith(int start, byte[] text) {
    if (received.position() - start < text.length) {
      return false;
    }
    for (int i = 0; i < text.length; i++) {
      if (received.get(start + i) != text[i]) {
        return false;
      }
    }
    return true;
  }

  private int headerLength() {
    return (received.get(received.position() + 1) & LENGTH_BITS) == SHORT_LENGTH ? 4 : 2;
  }

  /** Returns the length of the next frame's payload; -1 if the frame is not complete. */
  private int payloadLength() throws IOException {
    int start = received.position();
    if (received.remaining() < 2) {
      return -1;
    }
    int length = received.get(start + 1) & LENGTH_BITS;
    if (length == LONG_LENGTH) {
      throw new IOException("a frame of more than 64 KiB");
    }
    if (length == SHORT_LENGTH) {
      if (received.remaining() < 4) {
        return -1;
      }
      length = Short.toUnsignedInt(received.getShort(start + 2));
    }
    return received.remaining() < headerLength() + length ? -1 : length;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
