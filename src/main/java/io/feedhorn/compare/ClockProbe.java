package io.feedhorn.compare;

import io.feedhorn.json.JsonMessage;
import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Periodic requests for the server's time, on a connection of its own. {@link #begin} is called by
 * the thread of the run; later requests are sent by the probe's own thread.
 */
final class ClockProbe implements Closeable {
  private static final int FIRST_SAMPLES = 20;
  private static final int MIN_SAMPLES = 5;
  private static final long FIRST_MICROS = 2_000_000;
  private static final long EVERY_MICROS = 250_000;

  private final RunContext run;
  private final ServerEndpoint server;
  private final TrafficLedger uncounted;
  private volatile @Nullable CountingConnection connection;
  private @Nullable Thread thread;

  ClockProbe(RunContext run, ServerEndpoint server) {
    this.run = run;
    this.server = server;
    this.uncounted = new TrafficLedger(run);
  }

  /**
   * Determines the clock, then starts the thread of the periodic requests.
   *
   * @throws IOException if the server does not return its time
   */
  void begin() throws IOException {
    long began = run.clock().micros();
    for (int i = 0; i < FIRST_SAMPLES; i++) {
      probe();
      if (i >= MIN_SAMPLES && run.clock().micros() > began + FIRST_MICROS) {
        break;
      }
    }
    Thread asking = new Thread(this::probeUntilOver, "compare-clock");
    asking.setDaemon(true);
    asking.start();
    thread = asking;
  }

  private void probeUntilOver() {
    while (!run.waitUntil(run.clock().micros() + EVERY_MICROS)) {
      try {
        probe();
      } catch (IOException lost) {
        close();
        connection = null;
      }
    }
  }

  private void probe() throws IOException {
    CountingConnection current = connection;
    if (current == null) {
      current = new CountingConnection(server, uncounted, run.clock(), ByteCategory.HEADERS);
      connection = current;
    }
    byte[] request = server.request("GET", "/v1/time", null);
    long sent = run.clock().micros();
    current.send(request, ByteCategory.HEADERS);
    HttpHead head = HttpHead.read(current, ByteCategory.HEADERS).requireStatus(200, "/v1/time");
    byte[] body = head.body(current, ByteCategory.HEADERS);
    long received = current.arrivedAt();
    long answered =
        MeasuredUpdate.micros(
            String.valueOf(JsonMessage.parse(new String(body, StandardCharsets.UTF_8)).raw("now")));
    run.serverClock().add(sent, answered, received);
  }

  @Override
  public void close() {
    CountingConnection current = connection;
    if (current != null) {
      current.close();
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
