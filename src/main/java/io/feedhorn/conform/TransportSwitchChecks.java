package io.feedhorn.conform;

import io.feedhorn.model.Cursor;
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

/** Readers that change their transport, or lose it, while updates are published. */
final class TransportSwitchChecks {
  static final List<ContractCheck> CLAIMS =
      List.of(
          new ContractCheck(
              "hop.transports",
              "Random hops under load lose nothing, double nothing, mix up nothing",
              checkContext ->
                  new TransportSwitchChecks(checkContext, false)
                      .run(checkContext.conditions().hops())),
          new ContractCheck(
              "hop.cuts",
              "Connections cut anywhere under load lose nothing, double nothing, mix up nothing",
              checkContext ->
                  new TransportSwitchChecks(checkContext, true)
                      .run(checkContext.conditions().cuts())));

  private static final int FEEDS = 3;
  // More than a server leaves out for readers that lag now and then: who loses one in five is
  // found.
  private static final double MAX_LEFT_OUT = 0.1;
  private static final Duration MIN_PATIENCE = Duration.ofSeconds(20);

  // Half of the history that a topic has by default.
  private static final int MAX_BEHIND_A_TOPIC = 50;
  // Some twenty connections, as a connection that is cut brings a dozen updates.
  private static final int MAX_BEHIND_A_TOPIC_CUT = 5;

  private final CheckContext checkContext;
  private final boolean cut;
  private final Map<String, String> prefixes = new LinkedHashMap<>();
  private final Map<String, Long> start = new HashMap<>();
  private final Set<String> latest = new HashSet<>();
  private Cursor cursor = Cursor.empty();

  private TransportSwitchChecks(CheckContext checkContext, boolean cut) {
    this.checkContext = checkContext;
    this.cut = cut;
  }

  private String run(int times) throws InterruptedException {
    if (times == 0) {
      throw new CheckSkipped("none were asked for");
    }
    if (cut && !mayBeLinked(checkContext.conditions().url())) {
      throw new CheckSkipped(
          "the link that cuts listens on 127.0.0.1, which the certificate is not of");
    }
    for (int i = 0; i < FEEDS; i++) {
      begin(checkContext.prefix());
    }
    DeterministicWorkload workload =
        new DeterministicWorkload(
            checkContext.conditions().seed(),
            List.copyOf(prefixes.values()),
            checkContext.conditions().topics());
    if (!cut) {
      return run(times, workload, checkContext.target());
    }
    Random random = new Random(checkContext.random().nextLong());
    try (CuttingProxy cutter =
        new CuttingProxy(checkContext.vertx(), checkContext.target().address(), random)) {
      return run(times, workload, checkContext.by(cutter.address()));
    }
  }

  private static boolean mayBeLinked(URI url) {
    return !"https".equals(url.getScheme()) || "127.0.0.1".equals(url.getHost());
  }

  /** A feed that is in the run once: a bus has one position for each address. */
  private void begin(String prefix) {
    PublishReceipt first = checkContext.publish(prefix + ".start", "0");
    String feed = prefix.contains(".") ? prefix.substring(0, prefix.indexOf('.')) : prefix;
    prefixes.put(feed, prefix);
    start.put(feed, first.offset());
    Cursor told = Cursor.parse(first.cursor());
    if (conflates(prefix)) {
      latest.add(feed);
    }
    told.positions().forEach((name, position) -> cursor = cursor.with(name, position));
  }

  /**
   * Whether the feed has delivery latest: where every update is promised, nobody may ask for less.
   */
  private boolean conflates(String prefix) {
    String query = ReadRequest.of(prefix + ".>").conflated().query();
    return checkContext.target().get("/v1/updates?" + query).status() == 200;
  }

  private String run(int times, DeterministicWorkload workload, ServerUnderTest target)
      throws InterruptedException {
    List<HoppingReader> hoppers = new ArrayList<>();
    for (int i = 0; i < checkContext.conditions().readers(); i++) {
      hoppers.add(hopper(i, workload, target));
    }
    int behindATopic = cut ? MAX_BEHIND_A_TOPIC_CUT : MAX_BEHIND_A_TOPIC;
    LoadPublisher load =
        new LoadPublisher(
            checkContext,
            workload,
            start,
            hoppers,
            (long) behindATopic * checkContext.conditions().topics());
    Duration configured = checkContext.conditions().patience();
    Duration patience = configured.compareTo(MIN_PATIENCE) > 0 ? configured : MIN_PATIENCE;
    ExecutorService threads = Executors.newCachedThreadPool(TransportSwitchChecks::thread);
    try {
      long began = System.nanoTime();
      Future<Long> loading = threads.submit(load);
      hop(threads, hoppers, times, loading);
      load.stop();
      await(loading);
      hoppers.forEach(hoppingReader -> hoppingReader.drain(load.seqs(), patience));
      requireFewLeftOut(hoppers);
      return told(hoppers, times, load, (System.nanoTime() - began) / 1e9);
    } finally {
      load.stop();
      threads.shutdownNow();
    }
  }

  private void requireFewLeftOut(List<HoppingReader> hoppers) {
    long leftOut = hoppers.stream().mapToLong(HoppingReader::leftOut).sum();
    long taken = hoppers.stream().mapToLong(HoppingReader::taken).sum();
    CheckFailed.unless(
        leftOut <= (leftOut + taken) * MAX_LEFT_OUT,
        ("over %s: %,d updates of %,d were left out, more than readers that lag a little explain;"
                + " where the machine is at its limit, publish less (--rate)")
            .formatted(how(), leftOut, leftOut + taken));
  }

  private String how() {
    return checkContext.transports().stream()
        .map(Transport::wire)
        .collect(Collectors.joining(", "));
  }

  private static Thread thread(Runnable task) {
    Thread thread = new Thread(task, "conform-hops");
    thread.setDaemon(true);
    return thread;
  }

  private static void hop(
      ExecutorService threads, List<HoppingReader> hoppers, int times, Future<Long> loading)
      throws InterruptedException {
    AtomicBoolean stopped = new AtomicBoolean();
    List<Future<?>> hopping = new ArrayList<>();
    for (int i = 0; i < hoppers.size(); i++) {
      HoppingReader hoppingReader = hoppers.get(i);
      int share = times / hoppers.size() + (i < times % hoppers.size() ? 1 : 0);
      hopping.add(
          threads.submit(() -> hoppingReader.hop(share, () -> stopped.get() || loading.isDone())));
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
      if (failure.getCause() instanceof RuntimeException told) {
        throw told;
      }
      throw new CheckFailed(String.valueOf(failure.getCause()));
    }
  }

  private HoppingReader hopper(int number, DeterministicWorkload workload, ServerUnderTest target) {
    List<String> patterns = patterns(number);
    List<String> feeds = patterns.stream().map(p -> p.substring(0, p.indexOf('.'))).toList();
    boolean whole =
        checkContext.ownFeeds()
            && latest.isEmpty()
            && patterns.stream().allMatch(p -> p.endsWith(".>"));
    Cursor from = Cursor.empty();
    for (var each : cursor.positions().entrySet()) {
      from = feeds.contains(each.getKey()) ? from.with(each.getKey(), each.getValue()) : from;
    }
    return new HoppingReader(
        "reader %d of %s".formatted(number, patterns),
        target,
        cut,
        checkContext.transports(),
        patterns,
        new SequenceChecker(workload, patterns, whole, start),
        new ConflationAudit(checkContext.target(), latest),
        from.toString(),
        new Random(checkContext.random().nextLong()));
  }

  /** Everything, some groups of topics, or some feeds; one pattern of each feed. */
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

  private String told(List<HoppingReader> hoppers, int times, LoadPublisher load, double seconds) {
    long leftOut = hoppers.stream().mapToLong(HoppingReader::leftOut).sum();
    return ("%,d %s by %d readers over %s in %.1f s;\n%,d updates were published, %,.0f a second,"
            + " on %d topics of %d feeds, and %,d taken%s%s")
        .formatted(
            times,
            cut ? "connections" : "hops",
            hoppers.size(),
            how(),
            seconds,
            load.published(),
            load.rate(),
            checkContext.conditions().topics(),
            prefixes.size(),
            hoppers.stream().mapToLong(HoppingReader::taken).sum(),
            leftOut > 0
                ? ";\n%,d were left out for a reader that lagged, and had by its cursor"
                    .formatted(leftOut)
                : "",
            cut
                ? "; %,d connections were cut"
                    .formatted(hoppers.stream().mapToInt(HoppingReader::losses).sum())
                : "");
  }
}
