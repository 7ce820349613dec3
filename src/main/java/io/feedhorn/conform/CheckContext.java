package io.feedhorn.conform;

import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * What a claim is checked with: the server, the transports, and topics that nobody else uses. Used
 * by the thread of the run.
 */
final class CheckContext {
  private final Vertx vertx;
  private final ConformanceOptions suiteOptions;
  private final String run;
  private final ServerUnderTest target;
  private final Random random;
  private final TransportReachability reach = new TransportReachability();
  private int prefixes;

  /**
   * @param run a name that no other run has
   */
  CheckContext(Vertx vertx, ConformanceOptions suiteOptions, String run) {
    this.vertx = vertx;
    this.suiteOptions = suiteOptions;
    this.run = run;
    this.target = target(null);
    this.random = new Random(suiteOptions.seed());
  }

  private ServerUnderTest target(io.vertx.core.net.@Nullable SocketAddress via) {
    return new ServerUnderTest(
        vertx, suiteOptions.url(), suiteOptions.token(), via, suiteOptions.patience());
  }

  /** The same server, reached by another address. */
  ServerUnderTest by(io.vertx.core.net.SocketAddress via) {
    return target(via);
  }

  Vertx vertx() {
    return vertx;
  }

  ConformanceOptions conditions() {
    return suiteOptions;
  }

  ServerUnderTest target() {
    return target;
  }

  Random random() {
    return random;
  }

  TransportReachability reach() {
    return reach;
  }

  /** The transports that were asked for and get through. */
  List<Transport> transports() {
    return transports(transport -> true);
  }

  /**
   * The transports that a check makes sense for and that get through.
   *
   * @throws CheckSkipped where none of those was asked for
   * @throws CheckFailed where all that were asked for are blocked
   */
  List<Transport> transports(java.util.function.Predicate<Transport> fit) {
    List<Transport> asked = suiteOptions.transports().stream().filter(fit).toList();
    if (asked.isEmpty()) {
      throw new CheckSkipped("none of the transports that it is about was asked for");
    }
    List<Transport> open = asked.stream().filter(reach::isOpen).toList();
    if (open.isEmpty()) {
      Transport first = asked.get(0);
      throw new CheckFailed(first + " does not get through: " + reach.reason(first));
    }
    return open;
  }

  void need(Transport transport) {
    transports(transport::equals);
  }

  /** Whether nobody but this run publishes on its feeds. */
  boolean ownFeeds() {
    return suiteOptions.feeds().isEmpty();
  }

  /**
   * What topics begin with that nobody used: a feed of its own, or a segment of one that is there.
   */
  String prefix() {
    int number = prefixes++;
    return ownFeeds()
        ? run + "-" + number
        : suiteOptions.feeds().get(number % suiteOptions.feeds().size()) + "." + run + "-" + number;
  }

  /** Two prefixes on two feeds. */
  List<String> prefixesOnTwoFeeds() {
    if (!ownFeeds() && suiteOptions.feeds().size() < 2) {
      throw new CheckSkipped("it needs two feeds");
    }
    return List.of(prefix(), prefix());
  }

  PublishReceipt publish(String topic, String json) {
    return PublishReceipt.of(target.post("/v1/topics/" + topic, json).must(201).body());
  }

  /** Publishes so many values, 1, 2, 3, …, in batches; returns what readers must get. */
  List<String> publishMany(String topic, int count) {
    List<String> updates = new ArrayList<>(count);
    while (updates.size() < count) {
      StringBuilder batch = new StringBuilder();
      int first = updates.size() + 1;
      int last = Math.min(count, updates.size() + 500);
      for (int i = first; i <= last; i++) {
        batch.append("{\"topic\":\"%s\",\"data\":%d}\n".formatted(topic, i));
      }
      List<PublishReceipt> receipts = batch(batch.toString());
      CheckFailed.unlessSame("lines in the answer to a batch", last - first + 1, receipts.size());
      for (int i = first; i <= last; i++) {
        updates.add(receipts.get(i - first).update(Integer.toString(i)));
      }
    }
    return updates;
  }

  private List<PublishReceipt> batch(String lines) {
    HttpAnswer answer = target.post("/v1/publish", lines, "Content-Type", "application/x-ndjson");
    return answer.must(200).body().lines().map(PublishReceipt::of).toList();
  }

  /** Where the feeds of some patterns are now. */
  String now(String... topics) {
    return target
        .get("/v1/updates?" + ReadRequest.of(topics).query())
        .must(200)
        .json()
        .string("cursor");
  }

  /** The next updates of a reader, so many of them. */
  List<String> take(TransportClient reader, int count) {
    List<String> taken = new ArrayList<>();
    while (taken.size() < count) {
      String update = reader.poll(suiteOptions.patience());
      CheckFailed.unless(
          update != null,
          "update %d of %d did not come within %d s; before it came %s"
              .formatted(
                  taken.size() + 1, count, suiteOptions.patience().toSeconds(), shown(taken)));
      taken.add(String.valueOf(update));
    }
    return taken;
  }

  /** A reader gets exactly these now, in this order. */
  void expect(TransportClient reader, List<String> updates) {
    List<String> taken = take(reader, updates.size());
    for (int i = 0; i < taken.size(); i++) {
      CheckFailed.unlessSame(
          "update %d of %d".formatted(i + 1, updates.size()), updates.get(i), taken.get(i));
    }
  }

  /** A reader gets nothing for a while. */
  void expectNothing(TransportClient reader, Duration time) {
    String update = reader.poll(time);
    CheckFailed.unless(
        update == null, "nothing was to come, but there came " + CheckFailed.shown(update));
  }

  private static String shown(List<String> taken) {
    return taken.isEmpty() ? "nothing" : CheckFailed.shown(taken.get(taken.size() - 1));
  }

  /** Checks something on each of some transports; evidence says which. */
  String each(List<Transport> some, OneTransport check) throws InterruptedException {
    for (Transport transport : some) {
      try {
        check.on(transport);
      } catch (CheckFailed | ConnectionLost | RequestRefused failure) {
        throw new CheckFailed(transport + ": " + failure.getMessage());
      }
    }
    return "";
  }

  /** A check that is the same on every transport. */
  @FunctionalInterface
  interface OneTransport {
    void on(Transport transport) throws InterruptedException;
  }
}
