package io.feedhorn.bench.load;

import java.util.Arrays;

/**
 * Takes a server's WebSocket frames apart, wherever the stream is cut. Not thread-safe: one for
 * each connection.
 */
final class Frames {
  private static final int CONTROL = 8;
  private static final int CLOSE = 8;
  private static final int PING = 9;
  private static final int MAX_CONTROL = 125;

  /** Takes what is in the frames. */
  interface Sink {
    void payload(byte[] bytes, int from, int to);

    void ping(byte[] payload);

    void close(byte[] payload);
  }

  private final byte[] header = new byte[10];
  private int have;
  private int opcode;
  private long left;
  private int controlBytes;
  private byte[] control = {};

  void read(byte[] bytes, int from, int to, Sink sink) {
    int i = from;
    while (i < to) {
      if (left == 0) {
        header[have++] = bytes[i++];
        if (have >= 2 && have == headerLength()) {
          begin(sink);
        }
      } else {
        int taken = (int) Math.min(left, to - i);
        if (opcode < CONTROL) {
          sink.payload(bytes, i, i + taken);
        } else {
          System.arraycopy(bytes, i, control, controlBytes, taken);
          controlBytes += taken;
        }
        i += taken;
        left -= taken;
        if (left == 0 && opcode >= CONTROL) {
          end(sink);
        }
      }
    }
  }

  private void begin(Sink sink) {
    opcode = header[0] & 0x0F;
    left = header[1] & 0x7F;
    if (have > 2) {
      left = 0;
      for (int i = 2; i < have; i++) {
        left = (left << 8) | (header[i] & 0xFF);
      }
    }
    have = 0;
    if (opcode >= CONTROL) {
      control = control.length == 0 ? new byte[MAX_CONTROL] : control;
      controlBytes = 0;
      if (left == 0) {
        end(sink);
      }
    }
  }

  private void end(Sink sink) {
    byte[] payload = Arrays.copyOf(control, controlBytes);
    if (opcode == PING) {
      sink.ping(payload);
    } else if (opcode == CLOSE) {
      sink.close(payload);
    }
  }

  private int headerLength() {
    int length = header[1] & 0x7F;
    return length < 126 ? 2 : length == 126 ? 4 : 10;
  }
}
