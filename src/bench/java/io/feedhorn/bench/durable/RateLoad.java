package io.feedhorn.bench.durable;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A process that publishes at a fixed rate and, in turns with it, forces a file at the same rate.
 * One thread sends and forces, another one receives; both produce almost no garbage.
 *
 * <p>Commands are lines of the standard input: {@code burst PORT FEED CONNECTIONS SECONDS}
 * publishes as fast as it is answered. {@code turns PORT FEED CONNECTIONS RATE SECONDS FOLDER}
 * publishes for a second, forces for a second, and so on, each for the given number of seconds.
 */
final class RateLoad implements RateSocket.Answers {
  private static final int MAX_SAMPLES = 1_000_000;
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  /** A time for which nothing is sent, so that all answers are there. */
  private static final long PAUSE_MILLIS = 50;

  private final List<RateSocket> sockets = new ArrayList<>();
  private final Latencies publishes = new Latencies(MAX_SAMPLES);
  private final Latencies forces = new Latencies(MAX_SAMPLES);
  private final Selector selector;
  private volatile boolean ended;
  private volatile boolean repeating;
  private volatile @Nullable Exception failure;
  private final AtomicLong refused = new AtomicLong();

  private RateLoad(int port, String feed, int connections) throws IOException {
    selector = Selector.open();
    for (int i = 0; i < connections; i++) {
      String text =
          "{\"type\":\"publish\",\"id\":1,\"topic\":\"%s.t%d\",\"data\":{\"price\":64123.55}}"
              .formatted(feed, i);
      RateSocket socket = RateSocket.connect(port, "/v1/ws", text);
      sockets.add(socket);
      socket.channel.register(selector, SelectionKey.OP_READ, socket);
    }
  }

  /** Executes the commands of the standard input. */
  public static void main(String[] arguments) throws Exception {
    BufferedReader commands =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = commands.readLine(); line != null; line = commands.readLine()) {
      String[] words = line.split(" ", -1);
      RateLoad load =
          new RateLoad(Integer.parseInt(words[1]), words[2], Integer.parseInt(words[3]));
      if (words[0].equals("burst")) {
        load.run(() -> load.burst(Integer.parseInt(words[4])));
      } else {
        int rate = Integer.parseInt(words[4]);
        int seconds = Integer.parseInt(words[5]);
        load.run(() -> load.turns(rate, seconds, Path.of(words[6])));
      }
      System.out.printf(
          "%s %s %d%n", load.publishes.summary(), load.forces.summary(), load.refused.get());
    }
  }

  /** The thread that sends. */
  private interface Sending {
    void run() throws Exception;
  }

  private void run(Sending sending) throws Exception {
    Thread receiver = new Thread(this::receive);
    receiver.start();
    sending.run();
    Thread.sleep(PAUSE_MILLIS);
    ended = true;
    selector.wakeup();
    receiver.join();
    Exception failed = failure;
    if (failed != null) {
      throw failed;
    }
    for (RateSocket socket : sockets) {
      socket.close();
    }
    selector.close();
  }

  private void receive() {
    try {
      while (!ended) {
        selector.select(
            key -> {
              try {
                ((RateSocket) key.attachment()).receive(this);
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
      }
    } catch (IOException | UncheckedIOException e) {
      failure = e;
    }
  }

  @Override
  public void answered(RateSocket socket, long dueNanos, boolean published) throws IOException {
    long now = System.nanoTime();
    publishes.add(now - dueNanos);
    if (!published) {
      refused.incrementAndGet();
    }
    if (repeating) {
      socket.publish(now);
    }
  }

  private void burst(int seconds) throws Exception {
    repeating = true;
    for (RateSocket socket : sockets) {
      socket.publish(System.nanoTime());
    }
    Thread.sleep(seconds * 1_000L);
    repeating = false;
  }

  private void turns(int rate, int seconds, Path folder) throws Exception {
    try (ForcedFile file = new ForcedFile(folder)) {
      publish(rate);
      Thread.sleep(PAUSE_MILLIS);
      publishes.clear();
      for (int second = 0; second < seconds; second++) {
        publish(rate);
        Thread.sleep(PAUSE_MILLIS);
        force(file, rate);
      }
    }
  }

  private void publish(int rate) throws IOException {
    long interval = SECOND / rate;
    long due = System.nanoTime();
    for (int i = 0; i < rate; i++) {
      awaitNanos(due);
      sockets.get(i % sockets.size()).publish(due);
      due += interval;
    }
  }

  /** Forces what arrives at a rate. Writes that arrive during a force share the next one. */
  private void force(ForcedFile file, int rate) throws IOException {
    long interval = SECOND / rate;
    long began = System.nanoTime();
    int forced = 0;
    while (forced < rate) {
      long start = awaitNanos(began + forced * interval);
      int arrived = (int) Math.min(rate, (start - began) / interval + 1);
      file.force();
      long end = System.nanoTime();
      for (; forced < arrived; forced++) {
        forces.add(end - (began + forced * interval));
      }
    }
  }

  /** Waits for a time, and returns the time at which this thread goes on. */
  private static long awaitNanos(long due) {
    long now = System.nanoTime();
    while (now < due) {
      LockSupport.parkNanos(due - now);
      now = System.nanoTime();
    }
    return now;
  }
}
