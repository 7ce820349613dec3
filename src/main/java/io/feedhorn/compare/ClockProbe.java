package io.feedhorn.compare;

import io.feedhorn.json.JsonMessage;
import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Asks for the server's time again and again, on a connection of its own. {@link #begin} is for the
 * thread of the run; the rest happens on the probe's own.
 */
final class ClockProbe implements Closeable {
  private static final int FIRST_SAMPLES = 20;
  private static final int MIN_SAMPLES = 5;
  private static final long FIRST_MICROS = 2_000_000;
  private static final long EVERY_MICROS = 250_000;

  private final RunContext run;
  private final ServerEndpoint target;
  private final TrafficLedger uncounted;
  private volatile @Nullable CountingConnection connection;
  private @Nullable Thread thread;

  ClockProbe(RunContext run, ServerEndpoint target) {
    this.run = run;
    this.target = target;
    this.uncounted = new TrafficLedger(run);
  }

  /**
   * Returns when the clock is known, and goes on asking.
   *
   * @throws IOException where the server does not tell its time
   */
  void begin() throws IOException {
    long began = run.clock().micros();
    for (int i = 0; i < FIRST_SAMPLES; i++) {
      ask();
      if (i >= MIN_SAMPLES && run.clock().micros() > began + FIRST_MICROS) {
        break;
      }
    }
    Thread asking = new Thread(this::goOn, "compare-clock");
    asking.setDaemon(true);
    asking.start();
    thread = asking;
  }

  private void goOn() {
    while (!run.waitUntil(run.clock().micros() + EVERY_MICROS)) {
      try {
        ask();
      } catch (IOException lost) {
        close();
        connection = null;
      }
    }
  }

  private void ask() throws IOException {
    CountingConnection open = connection;
    if (open == null) {
      open = new CountingConnection(target, uncounted, run.clock(), ByteCategory.HEADERS);
      connection = open;
    }
    byte[] request = target.request("GET", "/v1/time", null);
    long sent = run.clock().micros();
    open.send(request, ByteCategory.HEADERS);
    HttpHead head = HttpHead.read(open, ByteCategory.HEADERS).must(200, "/v1/time");
    byte[] body = head.body(open, ByteCategory.HEADERS);
    long received = open.arrivedAt();
    long answered =
        MeasuredUpdate.micros(JsonMessage.parse(new String(body, StandardCharsets.UTF_8)), "now");
    run.serverClock().add(sent, answered, received);
  }

  @Override
  public void close() {
    CountingConnection open = connection;
    if (open != null) {
      open.close();
    }
  }

  /** Waits for the end of its thread, once the run is over. */
  void join() throws InterruptedException {
    close();
    if (thread != null) {
      thread.join();
    }
  }
}
