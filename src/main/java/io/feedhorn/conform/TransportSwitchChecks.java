package io.feedhorn.conform;

import io.feedhorn.client.FeedhornClient;
import io.feedhorn.client.PublishReceipt;
import io.feedhorn.client.ReadRequest;
import io.feedhorn.client.SequenceChecker;
import io.feedhorn.client.Transport;
import io.feedhorn.client.fault.FaultProxy;
import io.feedhorn.client.fault.Faults;
import io.feedhorn.model.Cursor;
import io.feedhorn.model.Position;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;

/** Checks of readers that change their transport, or lose it, while updates are published. */
final class TransportSwitchChecks {
  static final List<ContractCheck> CHECKS =
      List.of(
          new ContractCheck(
              "hop.transports",
              "Random hops under load lose nothing, double nothing, mix up nothing",
              context -> new TransportSwitchChecks(context, false).run(context.options().hops())),
          new ContractCheck(
              "hop.cuts",
              "Connections cut anywhere under load lose nothing, double nothing, mix up nothing",
              context -> new TransportSwitchChecks(context, true).run(context.options().cuts())));

  private static final int FEEDS = 3;
  private static final int MIN_BYTES_UNTIL_CUT = 40;
  private static final int MAX_BYTES_UNTIL_CUT = 12_000;
  // More than a server conflates for readers that lag at times, less than one update in five.
  private static final double MAX_CONFLATED_RATIO = 0.1;
  private static final Duration MIN_PATIENCE = Duration.ofSeconds(20);
  // Half of the history that a topic has by default.
  private static final int MAX_BEHIND_PER_TOPIC = 50;
  // About twenty connections, since a connection that is cut delivers a dozen updates.
  private static final int MAX_BEHIND_PER_TOPIC_WITH_CUTS = 5;

  private final CheckContext context;
  private final boolean cuts;
  private final Map<String, String> prefixes = new LinkedHashMap<>();
  private final Map<String, Long> startOffsets = new HashMap<>();
  private final Set<String> latestFeeds = new HashSet<>();
  private Cursor start = Cursor.empty();

  private TransportSwitchChecks(CheckContext context, boolean cuts) {
    this.context = context;
    this.cuts = cuts;
  }

  private String run(int times) throws InterruptedException {
    if (times == 0) {
      throw new CheckSkipped("it was left out (--hops 0 or --cuts 0)");
    }
    if (cuts && !isProxyPossible(context.options().url())) {
      throw new CheckSkipped(
          "the proxy that cuts connections listens on 127.0.0.1, for which the certificate is not"
              + " valid");
    }
    for (int i = 0; i < FEEDS; i++) {
      addFeed(context.prefix());
    }
    DeterministicWorkload workload =
        new DeterministicWorkload(
            context.options().seed(), List.copyOf(prefixes.values()), context.options().topics());
    if (!cuts) {
      return run(times, workload, context.client());
    }
    try (FaultProxy proxy =
        FaultProxy.before(context.client().address(), context.random().nextLong())) {
      proxy.setFaults(Faults.NONE.cuttingAfterBytes(MIN_BYTES_UNTIL_CUT, MAX_BYTES_UNTIL_CUT));
      return run(times, workload, context.via(proxy.socketAddress()));
    }
  }

  private static boolean isProxyPossible(URI url) {
    return !"https".equals(url.getScheme()) || "127.0.0.1".equals(url.getHost());
  }

  /** Adds a feed with one prefix, since the event bus has one position for each address. */
  private void addFeed(String prefix) {
    PublishReceipt first = context.publish(prefix + ".start", "0");
    String feed = prefix.contains(".") ? prefix.substring(0, prefix.indexOf('.')) : prefix;
    prefixes.put(feed, prefix);
    startOffsets.put(feed, first.offset());
    if (isLatest(prefix)) {
      latestFeeds.add(feed);
    }
    for (Map.Entry<String, Position> each : Cursor.parse(first.cursor()).positions().entrySet()) {
      start = start.with(each.getKey(), each.getValue());
    }
  }

  /** A feed with {@code delivery: every} refuses requests to conflate. */
  private boolean isLatest(String prefix) {
    String query = ReadRequest.of(prefix + ".>").conflated().pollQuery();
    return context.client().get("/v1/updates?" + query).status() == 200;
  }

  private String run(int times, DeterministicWorkload workload, FeedhornClient client)
      throws InterruptedException {
    List<HoppingReader> readers = new ArrayList<>();
    for (int i = 0; i < context.options().readers(); i++) {
      readers.add(reader(i, workload, client));
    }
    long maxBehind =
        (long) (cuts ? MAX_BEHIND_PER_TOPIC_WITH_CUTS : MAX_BEHIND_PER_TOPIC)
            * context.options().topics();
    LoadPublisher publisher =
        new LoadPublisher(context, workload, startOffsets, readers, maxBehind);
    Duration configured = context.options().patience();
    Duration patience = configured.compareTo(MIN_PATIENCE) > 0 ? configured : MIN_PATIENCE;
    ExecutorService threads = Executors.newCachedThreadPool(TransportSwitchChecks::thread);
    try {
      long begin = System.nanoTime();
      Future<Long> publishing = threads.submit(publisher);
      hop(threads, readers, times, publishing);
      publisher.stop();
      await(publishing);
      readers.forEach(reader -> reader.drain(publisher.seqs(), patience));
      requireFewConflated(readers);
      return summary(readers, times, publisher, (System.nanoTime() - begin) / 1e9);
    } finally {
      publisher.stop();
      threads.shutdownNow();
    }
  }

  private void requireFewConflated(List<HoppingReader> readers) {
    long conflated = readers.stream().mapToLong(HoppingReader::conflated).sum();
    long received = readers.stream().mapToLong(HoppingReader::received).sum();
    CheckFailed.require(
        conflated <= (conflated + received) * MAX_CONFLATED_RATIO,
        ("over %s: %,d updates of %,d were left out, more than readers that lag a little explain;"
                + " if the machine is at its limit, publish less (--rate)")
            .formatted(transportNames(), conflated, conflated + received));
  }

  private String transportNames() {
    return context.transports().stream().map(Transport::label).collect(Collectors.joining(", "));
  }

  private static Thread thread(Runnable task) {
    Thread thread = new Thread(task, "conform-hops");
    thread.setDaemon(true);
    return thread;
  }

  private static void hop(
      ExecutorService threads, List<HoppingReader> readers, int times, Future<Long> publishing)
      throws InterruptedException {
    AtomicBoolean stopped = new AtomicBoolean();
    List<Future<?>> hopping = new ArrayList<>();
    for (int i = 0; i < readers.size(); i++) {
      HoppingReader reader = readers.get(i);
      int share = times / readers.size() + (i < times % readers.size() ? 1 : 0);
      hopping.add(
          threads.submit(() -> reader.hop(share, () -> stopped.get() || publishing.isDone())));
    }
    try {
      for (Future<?> each : hopping) {
        await(each);
      }
    } finally {
      stopped.set(true);
    }
  }

  private static void await(Future<?> task) throws InterruptedException {
    try {
      task.get();
    } catch (ExecutionException failure) {
      if (failure.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new CheckFailed(String.valueOf(failure.getCause()));
    }
  }

  private HoppingReader reader(int number, DeterministicWorkload workload, FeedhornClient client) {
    List<String> patterns = patterns(number);
    List<String> feeds = patterns.stream().map(p -> p.substring(0, p.indexOf('.'))).toList();
    boolean readsWholeFeeds =
        context.ownFeeds()
            && latestFeeds.isEmpty()
            && patterns.stream().allMatch(p -> p.endsWith(".>"));
    Cursor from = Cursor.empty();
    for (Map.Entry<String, Position> each : start.positions().entrySet()) {
      from = feeds.contains(each.getKey()) ? from.with(each.getKey(), each.getValue()) : from;
    }
    return new HoppingReader(
        "reader %d of %s".formatted(number, patterns),
        client,
        cuts,
        context.transports(),
        patterns,
        new SequenceChecker(patterns, readsWholeFeeds, startOffsets, workload::requireContent),
        new ConflationAudit(context.client(), latestFeeds),
        from.toString(),
        new Random(context.random().nextLong()));
  }

  /** Returns one pattern for each feed: all of its topics, one group of them, or none. */
  private List<String> patterns(int number) {
    List<String> all = List.copyOf(prefixes.values());
    List<String> patterns = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      int choice = number == 0 ? 0 : (number + i) % 3;
      if (choice != 2 || (patterns.isEmpty() && i == all.size() - 1)) {
        patterns.add(all.get(i) + (choice == 1 ? ".g" + i + ".*" : ".>"));
      }
    }
    return patterns;
  }

  private String summary(
      List<HoppingReader> readers, int times, LoadPublisher publisher, double seconds) {
    long conflated = readers.stream().mapToLong(HoppingReader::conflated).sum();
    int lost = readers.stream().mapToInt(HoppingReader::lostConnections).sum();
    return ("%,d %s by %d readers over %s in %.1f s;\n%,d updates were published, %,.0f a second,"
            + " on %d topics of %d feeds, and %,d received%s%s")
        .formatted(
            times,
            cuts ? "connections" : "hops",
            readers.size(),
            transportNames(),
            seconds,
            publisher.published(),
            publisher.measuredRate(),
            context.options().topics(),
            prefixes.size(),
            readers.stream().mapToLong(HoppingReader::received).sum(),
            conflated > 0
                ? ";\n%,d were conflated for a lagging reader, and requested by its cursor"
                    .formatted(conflated)
                : "",
            cuts ? "; %,d connections were cut".formatted(lost) : "");
  }
}
