package io.feedhorn.conform;

import io.feedhorn.client.ClientException;
import io.feedhorn.client.ClientOptions;
import io.feedhorn.client.Excerpt;
import io.feedhorn.client.FeedhornClient;
import io.feedhorn.client.HttpAnswer;
import io.feedhorn.client.PublishReceipt;
import io.feedhorn.client.ReadRequest;
import io.feedhorn.client.ReceivedUpdate;
import io.feedhorn.client.Transport;
import io.feedhorn.client.UpdateReader;
import io.vertx.core.Vertx;
import io.vertx.core.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The resources of a contract check: a client of the server, the transports, and topics that no
 * other check uses. Used by the thread of the suite.
 */
final class CheckContext {
  private static final int MAX_BATCH_LINES = 500;

  private final Vertx vertx;
  private final ConformanceOptions options;
  private final String run;
  private final FeedhornClient client;
  private final Random random;
  private final TransportReachability reachability = new TransportReachability();
  private int prefixes;

  /**
   * @param run a name that no other run has
   */
  CheckContext(Vertx vertx, ConformanceOptions options, String run) {
    this.vertx = vertx;
    this.options = options;
    this.run = run;
    this.client = via(null);
    this.random = new Random(options.seed());
  }

  /** Returns a client that opens its connections to another address, for example of a proxy. */
  FeedhornClient via(@Nullable SocketAddress address) {
    return new FeedhornClient(
        vertx,
        ClientOptions.of(options.url())
            .token(options.token())
            .via(address)
            .timeout(options.patience()));
  }

  ConformanceOptions options() {
    return options;
  }

  FeedhornClient client() {
    return client;
  }

  Random random() {
    return random;
  }

  TransportReachability reachability() {
    return reachability;
  }

  /** Returns the selected transports that are reachable. */
  List<Transport> transports() {
    return transports(transport -> true);
  }

  /**
   * Returns the transports that a check applies to and that are reachable.
   *
   * @throws CheckSkipped if none of them was selected
   * @throws CheckFailed if none of the selected ones is reachable
   */
  List<Transport> transports(Predicate<Transport> applicable) {
    List<Transport> selected = options.transports().stream().filter(applicable).toList();
    if (selected.isEmpty()) {
      throw new CheckSkipped("none of the transports that it applies to is selected");
    }
    List<Transport> reachable = selected.stream().filter(reachability::isReachable).toList();
    if (reachable.isEmpty()) {
      Transport first = selected.get(0);
      throw new CheckFailed(first + " does not get through: " + reachability.reason(first));
    }
    return reachable;
  }

  /** Skips or fails the check like {@link #transports(Predicate)}. */
  void requireTransport(Transport transport) {
    transports(transport::equals);
  }

  /** Returns true if only this run publishes on its feeds. */
  boolean ownFeeds() {
    return options.feeds().isEmpty();
  }

  /** Returns an unused prefix of topics: a new feed, or a new segment of an existing one. */
  String prefix() {
    int number = prefixes++;
    return ownFeeds()
        ? run + "-" + number
        : options.feeds().get(number % options.feeds().size()) + "." + run + "-" + number;
  }

  /** Returns two unused prefixes on two feeds. */
  List<String> prefixesOnTwoFeeds() {
    if (!ownFeeds() && options.feeds().size() < 2) {
      throw new CheckSkipped("it needs two feeds");
    }
    return List.of(prefix(), prefix());
  }

  PublishReceipt publish(String topic, String json) {
    return client.publish(topic, json);
  }

  /** Publishes the values 1, 2, 3, … in batches. Returns the updates that readers must receive. */
  List<String> publishMany(String topic, int count) {
    List<String> updates = new ArrayList<>(count);
    while (updates.size() < count) {
      StringBuilder lines = new StringBuilder();
      int first = updates.size() + 1;
      int last = Math.min(count, updates.size() + MAX_BATCH_LINES);
      for (int i = first; i <= last; i++) {
        lines.append("{\"topic\":\"%s\",\"data\":%d}\n".formatted(topic, i));
      }
      List<PublishReceipt> receipts = publishBatch(lines.toString());
      CheckFailed.requireEqual(
          "lines in the response to a batch", last - first + 1, receipts.size());
      for (int i = first; i <= last; i++) {
        updates.add(receipts.get(i - first).update(Integer.toString(i)));
      }
    }
    return updates;
  }

  private List<PublishReceipt> publishBatch(String lines) {
    HttpAnswer answer = client.post("/v1/publish", lines, "Content-Type", "application/x-ndjson");
    return answer.requireStatus(200).body().lines().map(PublishReceipt::of).toList();
  }

  /** Subscribes like {@link FeedhornClient#open}. */
  UpdateReader open(Transport transport, ReadRequest request) {
    return client.open(transport, request);
  }

  /** Reads a number of updates. Fails the check if one does not come in time. */
  List<String> read(UpdateReader reader, int count) {
    List<String> updates = new ArrayList<>();
    while (updates.size() < count) {
      ReceivedUpdate update = reader.poll(options.patience());
      if (update == null) {
        throw new CheckFailed(
            "update %d of %d did not come within %d s; the update before it was %s"
                .formatted(
                    updates.size() + 1, count, options.patience().toSeconds(), last(updates)));
      }
      updates.add(update.text());
    }
    return updates;
  }

  private static String last(List<String> updates) {
    return updates.isEmpty() ? "none" : Excerpt.of(updates.get(updates.size() - 1));
  }

  /** Requires that the next updates of a reader are exactly these, in this order. */
  void expect(UpdateReader reader, List<String> updates) {
    List<String> received = read(reader, updates.size());
    for (int i = 0; i < received.size(); i++) {
      CheckFailed.requireEqual(
          "update %d of %d".formatted(i + 1, updates.size()), updates.get(i), received.get(i));
    }
  }

  /** Runs a check on each of some transports. The evidence of a failure names the transport. */
  String forEach(List<Transport> transports, TransportCheck check) throws InterruptedException {
    for (Transport transport : transports) {
      try {
        check.on(transport);
      } catch (CheckFailed | ClientException failure) {
        throw new CheckFailed(transport + ": " + failure.getMessage());
      }
    }
    return "";
  }

  /** A check that is the same on every transport. */
  @FunctionalInterface
  interface TransportCheck {
    void on(Transport transport) throws InterruptedException;
  }
}
