package io.feedhorn.bench.frames;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Arrays;
import java.util.Locale;
import java.util.Random;

/**
 * Publishes prices with all members that the dashboard shows, in batches, evenly over each second.
 * Runs on a thread of its own until it is closed.
 */
final class PricePublisher implements AutoCloseable {
  private static final long BATCH_NANOS = 50_000_000;
  private static final double FIRST_PRICE = 100;

  /** The seconds of the market in a second, as in the demo. */
  private static final int SPEED = 100;

  private static final int OPENING_SECOND = 34_200;
  private static final long SEED = 42;

  private final HttpClient http = HttpClient.newHttpClient();
  private final URI address;
  private final double[] prices;
  private final double topicsInABatch;
  private final Random random = new Random(SEED);
  private final Thread thread = new Thread(this::publish, "prices");
  private volatile boolean closed;

  PricePublisher(String server, FramesOptions options) {
    address = URI.create(server + "/v1/publish");
    prices = new double[options.topics()];
    Arrays.fill(prices, FIRST_PRICE);
    topicsInABatch = options.topics() * options.rate() * (BATCH_NANOS / 1e9);
    thread.setDaemon(true);
  }

  /** Begins to publish. */
  void start() {
    thread.start();
  }

  private void publish() {
    long start = System.nanoTime();
    long next = start;
    double due = 0;
    int topic = 0;
    try {
      while (!closed) {
        due += topicsInABatch;
        StringBuilder lines = new StringBuilder();
        int clock = OPENING_SECOND + (int) (SPEED * (System.nanoTime() - start) / 1_000_000_000L);
        for (; due >= 1; due--) {
          line(lines, topic, clock);
          topic = (topic + 1) % prices.length;
        }
        send(lines.toString());
        next += BATCH_NANOS;
        // Without a sum of missed batches: the rate falls if the machine is too slow.
        next = Math.max(next, System.nanoTime() - BATCH_NANOS);
        Thread.sleep(Math.max(0, (next - System.nanoTime()) / 1_000_000));
      }
    } catch (IOException | InterruptedException failure) {
      if (!closed) {
        throw new IllegalStateException("prices are not published", failure);
      }
    }
  }

  private void line(StringBuilder lines, int topic, int clock) {
    prices[topic] += Math.rint(random.nextGaussian() * 20) / 100;
    lines.append(
        String.format(
            Locale.ROOT,
            "{\"topic\":\"prices.T%d\",\"data\":{\"name\":\"Instrument %d\",\"date\":\"2012-05-18\","
                + "\"clock\":%d,\"price\":%.2f,\"open\":%.2f,\"high\":%.2f,\"low\":%.2f,"
                + "\"previousClose\":%.2f}}%n",
            topic,
            topic,
            clock,
            prices[topic],
            FIRST_PRICE,
            1.1 * FIRST_PRICE,
            0.9 * FIRST_PRICE,
            FIRST_PRICE));
  }

  private void send(String lines) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(address)
            .header("Content-Type", "application/x-ndjson")
            .POST(BodyPublishers.ofString(lines))
            .build();
    int status = http.send(request, BodyHandlers.ofString()).statusCode();
    if (status >= 300) {
      throw new IOException("the server answers " + status);
    }
  }

  @Override
  public void close() {
    closed = true;
    thread.interrupt();
  }
}
