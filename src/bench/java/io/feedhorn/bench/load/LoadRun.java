package io.feedhorn.bench.load;

import io.feedhorn.bench.ProcStat;
import io.feedhorn.bench.protocol.PeerProtocol;
import io.feedhorn.bench.protocol.PeerProtocols;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** One run against one server: subscribers, a publisher, and measured windows. */
final class LoadRun {
  private static final List<Long> SELF = List.of(ProcessHandle.current().pid());

  private final LoadLoop loop;
  private final Subscriber.Clock clock;
  private final DeliveryStatsPair stats;
  private final PeerProtocol protocol;
  private final SubscriberPool pool;
  private final String[] topics;
  private final int messageBytes;
  private @Nullable Publisher publisher;

  private record Counters(long nanos, long published, long serverNanos, long loadNanos) {}

  private LoadRun(
      LoadLoop loop, Subscriber.Clock clock, DeliveryStatsPair stats, LoadMessage command) {
    this.loop = loop;
    this.clock = clock;
    this.stats = stats;
    int port = command.integer("port");
    this.protocol = PeerProtocols.named(command.text("protocol"), port);
    this.pool = new SubscriberPool(loop, protocol, port);
    this.messageBytes = command.integer("bytes");
    this.topics = new String[command.integer("topics")];
    for (int i = 0; i < topics.length; i++) {
      topics[i] = String.format(Locale.ROOT, "b.%s%03d", command.text("run"), i);
    }
  }

  static LoadRun open(
      LoadLoop loop, Subscriber.Clock clock, DeliveryStatsPair stats, LoadMessage command)
      throws Exception {
    LoadRun run = new LoadRun(loop, clock, stats, command);
    int stalling = command.has("stalling") ? command.integer("stalling") : 0;
    int each = command.integer("each");
    try {
      run.pool.open(command.integer("subscribers"), run.topics, each, stalling, stats, clock);
    } catch (IOException failure) {
      run.pool.close();
      throw failure;
    }
    return run;
  }

  void publish(double perSecond) throws Exception {
    LoadConnection connection = pool.publisher();
    int padding = messageBytes - 1 - UpdateStamp.DIGITS - protocol.envelopeBytes();
    publisher =
        new Publisher(
            connection,
            protocol,
            topics,
            perSecond,
            new Padding(padding),
            () -> System.nanoTime() - clock.startNanos);
    publisher.start();
  }

  /** Measures for a time and returns the response with its figures. */
  String measure(double seconds, List<Long> server) throws Exception {
    Counters begin =
        loop.submit(
                () -> {
                  stats.reset();
                  return takeCounters(server);
                })
            .get();
    Thread.sleep((long) (seconds * 1_000));
    return loop.submit(() -> result(begin, takeCounters(server))).get();
  }

  void setReading(int count, boolean reading) throws Exception {
    pool.setReading(count, reading);
  }

  void close() throws Exception {
    if (publisher != null) {
      publisher.stopAndJoin();
    }
    pool.close();
  }

  private Counters takeCounters(List<Long> server) {
    long published = publisher == null ? 0 : publisher.published();
    return new Counters(
        System.nanoTime(), published, ProcStat.cpuNanos(server), ProcStat.cpuNanos(SELF));
  }

  private String result(Counters begin, Counters end) {
    List<String> failures = pool.failures();
    if (!failures.isEmpty()) {
      return "failed %d subscribers, the first: %s".formatted(failures.size(), failures.get(0));
    }
    if (publisher != null && publisher.failure() != null) {
      return "failed publisher: " + publisher.failure();
    }
    DeliveryStats reading = stats.reading();
    DeliveryStats stalling = stats.stalling();
    return String.join(
        " ",
        "ok",
        "nanos=" + (end.nanos - begin.nanos),
        "published=" + (end.published - begin.published),
        "serverNanos=" + (end.serverNanos - begin.serverNanos),
        "loadNanos=" + (end.loadNanos - begin.loadNanos),
        "deliveries=" + reading.deliveries,
        "bytes=" + reading.bytes,
        "reads=" + reading.reads,
        "missed=" + reading.missed,
        "skipped=" + stalling.missed,
        "duplicates=" + (reading.duplicates + stalling.duplicates),
        "reordered=" + (reading.reordered + stalling.reordered),
        "p50=" + reading.latencyMicros.getValueAtPercentile(50),
        "p99=" + reading.latencyMicros.getValueAtPercentile(99),
        "p999=" + reading.latencyMicros.getValueAtPercentile(99.9),
        "max=" + reading.latencyMicros.getMaxValue());
  }
}
