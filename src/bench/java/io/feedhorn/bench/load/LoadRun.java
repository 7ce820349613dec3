package io.feedhorn.bench.load;

import io.feedhorn.bench.ProcStat;
import io.feedhorn.bench.wire.PeerProtocol;
import io.feedhorn.bench.wire.Wires;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** One run against one server: subscribers, a publisher, and windows to measure. */
final class LoadRun {
  /** Bytes of a message as a subscriber gets it, without what frames it, where a peer allows. */
  private static final int MESSAGE_BYTES = 116;

  private static final List<Long> SELF = List.of(ProcessHandle.current().pid());

  private final Loop loop;
  private final Subscriber.Clock clock;
  private final DeliveryStatsPair tallies;
  private final PeerProtocol wire;
  private final SubscriberPool crowd;
  private final String[] topics;
  private @Nullable Publisher publisher;

  private record Moment(long nanos, long published, long serverNanos, long ownNanos) {}

  private LoadRun(Loop loop, Subscriber.Clock clock, DeliveryStatsPair tallies, Command words) {
    this.loop = loop;
    this.clock = clock;
    this.tallies = tallies;
    int port = words.number("port");
    this.wire = Wires.named(words.word("wire"), port);
    this.crowd = new SubscriberPool(loop, wire, port);
    this.topics = new String[words.number("topics")];
    for (int i = 0; i < topics.length; i++) {
      topics[i] = String.format(Locale.ROOT, "b.%s%03d", words.word("run"), i);
    }
  }

  static LoadRun open(Loop loop, Subscriber.Clock clock, DeliveryStatsPair tallies, Command words)
      throws Exception {
    LoadRun run = new LoadRun(loop, clock, tallies, words);
    int stalling = words.has("stalling") ? words.number("stalling") : 0;
    int each = words.number("each");
    try {
      run.crowd.open(words.number("subscribers"), run.topics, each, stalling, tallies, clock);
    } catch (IOException failure) {
      run.crowd.close();
      throw failure;
    }
    return run;
  }

  void publish(double perSecond) throws Exception {
    LoadConnection connection = crowd.publisher();
    int padding = MESSAGE_BYTES - 1 - UpdateStamp.DIGITS - wire.envelopeBytes();
    publisher =
        new Publisher(
            connection,
            wire,
            topics,
            perSecond,
            "x".repeat(Math.max(0, padding)),
            () -> System.nanoTime() - clock.startNanos);
    publisher.start();
  }

  /** Waits for a time, and tells what came in it. */
  String measure(double seconds, List<Long> server) throws Exception {
    Moment begin =
        loop.call(
                () -> {
                  tallies.reset();
                  return now(server);
                })
            .get();
    Thread.sleep((long) (seconds * 1_000));
    return loop.call(() -> told(begin, now(server))).get();
  }

  void read(int count, boolean wanted) throws Exception {
    crowd.read(count, wanted);
  }

  void close() throws Exception {
    if (publisher != null) {
      publisher.end();
    }
    crowd.close();
  }

  private Moment now(List<Long> server) {
    long published = publisher == null ? 0 : publisher.published();
    return new Moment(
        System.nanoTime(), published, ProcStat.cpuNanos(server), ProcStat.cpuNanos(SELF));
  }

  private String told(Moment begin, Moment end) {
    List<String> failures = crowd.failures();
    if (!failures.isEmpty()) {
      return "failed " + failures.size() + " subscribers, the first: " + failures.get(0);
    }
    if (publisher != null && publisher.failure() != null) {
      return "failed publisher: " + publisher.failure();
    }
    DeliveryStats tally = tallies.reading();
    DeliveryStats stalling = tallies.stalling();
    return String.join(
        " ",
        "ok",
        "nanos=" + (end.nanos - begin.nanos),
        "published=" + (end.published - begin.published),
        "serverNanos=" + (end.serverNanos - begin.serverNanos),
        "loadNanos=" + (end.ownNanos - begin.ownNanos),
        "deliveries=" + tally.deliveries,
        "bytes=" + tally.bytes,
        "reads=" + tally.reads,
        "missed=" + tally.missed,
        "skipped=" + stalling.missed,
        "doubled=" + (tally.doubled + stalling.doubled),
        "reordered=" + (tally.reordered + stalling.reordered),
        "p50=" + tally.latencyMicros.getValueAtPercentile(50),
        "p99=" + tally.latencyMicros.getValueAtPercentile(99),
        "p999=" + tally.latencyMicros.getValueAtPercentile(99.9),
        "max=" + tally.latencyMicros.getMaxValue());
  }
}
