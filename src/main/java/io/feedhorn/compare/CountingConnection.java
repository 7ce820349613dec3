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
 * A socket that counts its bytes and records their time of arrival. Used by one thread; {@link
 * #close} is safe on any thread and ends a blocked call.
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
  private @Nullable PeriodicTask task;
  private long taskPeriodMicros;
  private long taskDueMicros;

  /** A task that runs periodically between reads. */
  @FunctionalInterface
  interface PeriodicTask {
    void run() throws IOException;
  }

  /**
   * @param category the category of the connection
   */
  CountingConnection(
      ServerEndpoint server, TrafficLedger ledger, Clock clock, ByteCategory category)
      throws IOException {
    this.ledger = ledger;
    this.clock = clock;
    this.socket = server.connect();
    this.in = socket.getInputStream();
    this.arrivedAt = clock.micros();
    ledger.connected(category, arrivedAt);
  }

  /** Runs a task periodically, also while no bytes arrive. */
  void every(Duration period, PeriodicTask due) {
    taskPeriodMicros = period.toNanos() / 1_000;
    taskDueMicros = clock.micros() + taskPeriodMicros;
    task = due;
  }

  void send(byte[] bytes, ByteCategory category) throws IOException {
    ledger.sent(category, bytes.length, clock.micros());
    socket.getOutputStream().write(bytes);
  }

  /** Returns the arrival time of the last read byte, by the reader's clock, in microseconds. */
  long arrivedAt() {
    return arrivedAt;
  }

  int read(ByteCategory category) throws IOException {
    fill();
    ledger.received(category, 1, arrivedAt);
    return buffer[position++] & 0xFF;
  }

  byte[] take(int length, ByteCategory category) throws IOException {
    byte[] taken = new byte[length];
    int done = 0;
    while (done < length) {
      fill();
      int some = Math.min(length - done, limit - position);
      System.arraycopy(buffer, position, taken, done, some);
      ledger.received(category, some, arrivedAt);
      position += some;
      done += some;
    }
    return taken;
  }

  /** Returns the next line without its end, which is CR LF or LF. */
  String line(ByteCategory category) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int b = read(category); b != '\n'; b = read(category)) {
      line.write(b);
    }
    String text = line.toString(StandardCharsets.UTF_8);
    return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
  }

  private void fill() throws IOException {
    while (position == limit) {
      PeriodicTask due = task;
      if (due != null && clock.micros() >= taskDueMicros) {
        taskDueMicros += taskPeriodMicros;
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
    return (int) Math.max(1, (taskDueMicros - clock.micros() + 999) / 1_000);
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
