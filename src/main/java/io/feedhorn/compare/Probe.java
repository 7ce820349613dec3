package io.feedhorn.compare;

import io.feedhorn.model.JsonFields;
import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Asks for the server's time again and again, on a connection of its own. {@link #begin} is for the
 * thread of the run; the rest happens on the probe's own.
 */
final class Probe implements Closeable {
  private static final int FIRST_SAMPLES = 20;
  private static final int LEAST_SAMPLES = 5;
  private static final long FIRST_MICROS = 2_000_000;
  private static final long EVERY_MICROS = 250_000;

  private final Run run;
  private final Target target;
  private final Ledger uncounted;
  private volatile @Nullable Connection connection;
  private @Nullable Thread thread;

  Probe(Run run, Target target) {
    this.run = run;
    this.target = target;
    this.uncounted = new Ledger(run);
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
      if (i >= LEAST_SAMPLES && run.clock().micros() > began + FIRST_MICROS) {
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
    Connection open = connection;
    if (open == null) {
      open = new Connection(target, uncounted, run.clock(), Part.HEADERS);
      connection = open;
    }
    byte[] request = target.request("GET", "/v1/time", null);
    long sent = run.clock().micros();
    open.send(request, Part.HEADERS);
    HttpHead head = HttpHead.read(open, Part.HEADERS).must(200, "/v1/time");
    byte[] body = head.body(open, Part.HEADERS);
    long received = open.arrivedAt();
    long answered = Seen.micros(JsonFields.parse(new String(body, StandardCharsets.UTF_8)), "now");
    run.serverClock().add(sent, answered, received);
  }

  @Override
  public void close() {
    Connection open = connection;
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
