package io.feedhorn.bench.load;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * An incremental parser of a server's WebSocket frames. Not thread-safe: each connection has its
 * own.
 */
final class WebSocketFrameParser implements FrameParser {
  private static final int CONTROL = 8;
  private static final int CLOSE = 8;
  private static final int PING = 9;
  private static final int MAX_CONTROL = 125;
  private static final int COMPRESSED = 0x40;

  /** The end of a compressed message, which is not sent (RFC 7692, section 7.2.2). */
  private static final byte[] TAIL = {0, 0, (byte) 0xFF, (byte) 0xFF};

  private final byte[] header = new byte[10];
  private int headerBytes;
  private int opcode;
  private long remaining;
  private int controlBytes;
  private byte[] control = {};
  private boolean compressed;
  private @Nullable Decompressor decompressor;

  @Override
  public void parse(byte[] bytes, int from, int to, Handler handler) {
    int i = from;
    while (i < to) {
      if (remaining == 0) {
        header[headerBytes++] = bytes[i++];
        if (headerBytes >= 2 && headerBytes == headerLength()) {
          startPayload(handler);
        }
      } else {
        int taken = (int) Math.min(remaining, to - i);
        if (opcode < CONTROL && compressed) {
          decompress(bytes, i, i + taken, taken == remaining, handler);
        } else if (opcode < CONTROL) {
          handler.payload(bytes, i, i + taken);
        } else {
          System.arraycopy(bytes, i, control, controlBytes, taken);
          controlBytes += taken;
        }
        i += taken;
        remaining -= taken;
        if (remaining == 0 && opcode >= CONTROL) {
          endControlFrame(handler);
        }
      }
    }
  }

  private void decompress(byte[] bytes, int from, int to, boolean last, Handler handler) {
    Decompressor own = decompressor == null ? new Decompressor() : decompressor;
    decompressor = own;
    own.decompress(bytes, from, to, handler);
    if (last) {
      own.decompress(TAIL, 0, TAIL.length, handler);
    }
  }

  private void startPayload(Handler handler) {
    opcode = header[0] & 0x0F;
    compressed = (header[0] & COMPRESSED) != 0;
    remaining = header[1] & 0x7F;
    if (headerBytes > 2) {
      remaining = 0;
      for (int i = 2; i < headerBytes; i++) {
        remaining = (remaining << 8) | (header[i] & 0xFF);
      }
    }
    headerBytes = 0;
    if (opcode >= CONTROL) {
      control = control.length == 0 ? new byte[MAX_CONTROL] : control;
      controlBytes = 0;
      if (remaining == 0) {
        endControlFrame(handler);
      }
    }
  }

  private void endControlFrame(Handler handler) {
    byte[] payload = Arrays.copyOf(control, controlBytes);
    if (opcode == PING) {
      handler.ping(payload);
    } else if (opcode == CLOSE) {
      handler.close(payload);
    }
  }

  private int headerLength() {
    int length = header[1] & 0x7F;
    return length < 126 ? 2 : length == 126 ? 4 : 10;
  }
}
