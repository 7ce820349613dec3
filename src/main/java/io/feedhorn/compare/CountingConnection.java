package io.feedhorn.compare;

import io.feedhorn.model.Clock;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A socket that counts what goes over it, and knows when it came. Used by one thread, but for
 * {@link #close}, which any may call to end its waiting.
 */
final class CountingConnection implements Closeable {
  private static final int BUFFER_BYTES = 64 * 1024;

  private final Socket socket;
  private final InputStream in;
  private final TrafficLedger ledger;
  private final Clock clock;
  private final byte[] buffer = new byte[BUFFER_BYTES];
  private int position;
  private int limit;
  private long arrivedAt;
  private @Nullable PeriodicTask chore;
  private long choreEveryMicros;
  private long choreDue;

  /** Something that is done from time to time, whatever comes. */
  @FunctionalInterface
  interface PeriodicTask {
    void run() throws IOException;
  }

  /**
   * @param part what opening it counts as
   */
  CountingConnection(ServerEndpoint target, TrafficLedger ledger, Clock clock, ByteCategory part)
      throws IOException {
    this.ledger = ledger;
    this.clock = clock;
    this.socket = target.connect();
    this.in = socket.getInputStream();
    this.arrivedAt = clock.micros();
    ledger.connected(part, arrivedAt);
  }

  /** Does something from time to time, also while nothing comes. */
  void every(Duration period, PeriodicTask due) {
    choreEveryMicros = period.toNanos() / 1_000;
    choreDue = clock.micros() + choreEveryMicros;
    chore = due;
  }

  void send(byte[] bytes, ByteCategory part) throws IOException {
    ledger.sent(part, bytes.length, clock.micros());
    socket.getOutputStream().write(bytes);
  }

  /** When the byte that was read last came, by the reader's clock, in microseconds. */
  long arrivedAt() {
    return arrivedAt;
  }

  int read(ByteCategory part) throws IOException {
    fill();
    ledger.received(part, 1, arrivedAt);
    return buffer[position++] & 0xFF;
  }

  byte[] take(int length, ByteCategory part) throws IOException {
    byte[] taken = new byte[length];
    int done = 0;
    while (done < length) {
      fill();
      int some = Math.min(length - done, limit - position);
      System.arraycopy(buffer, position, taken, done, some);
      ledger.received(part, some, arrivedAt);
      position += some;
      done += some;
    }
    return taken;
  }

  /** A line without its end, CR LF or LF. */
  String line(ByteCategory part) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int b = read(part); b != '\n'; b = read(part)) {
      line.write(b);
    }
    String text = line.toString(StandardCharsets.UTF_8);
    return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
  }

  private void fill() throws IOException {
    while (position == limit) {
      PeriodicTask due = chore;
      if (due != null && clock.micros() >= choreDue) {
        choreDue += choreEveryMicros;
        due.run();
      }
      try {
        socket.setSoTimeout(due == null ? 0 : timeout());
        int count = in.read(buffer);
        if (count < 0) {
          throw new EOFException("the server closed the connection");
        }
        arrivedAt = clock.micros();
        position = 0;
        limit = count;
      } catch (SocketTimeoutException none) {
        // The chore is due.
      }
    }
  }

  private int timeout() {
    return (int) Math.max(1, (choreDue - clock.micros() + 999) / 1_000);
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException gone) {
      // It is closed all the same.
    }
  }
}
