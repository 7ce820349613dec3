package io.feedhorn.cluster.owner;

import io.feedhorn.cluster.protocol.PublishBatch;
import io.feedhorn.cluster.protocol.RetryableException;
import io.feedhorn.model.ErrorCode;
import io.feedhorn.model.FeedException;
import io.feedhorn.publish.PublishAttempt;
import io.feedhorn.publish.PublishCommand;
import io.feedhorn.publish.PublishResult;
import io.feedhorn.publish.Receipt;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Forwards the publishes of this node on one feed to the feed's owner, in numbered batches. One
 * batch is in flight at a time, and is repeated with its number, to the current owner, until it is
 * answered. So the order of the callers is kept, and no publish is applied twice. Bounded in
 * number, bytes and time; publishes beyond the bounds are refused as {@code unavailable}. Owned by
 * the writer's event loop.
 */
public final class PublishForwarder {
  static final Duration TIMEOUT = Duration.ofSeconds(15);
  private static final int MAX_BATCH_PUBLISHES = 500;
  private static final int MAX_BATCH_BYTES = 256 * 1024;
  private static final int MAX_WAITING = 100_000;
  private static final long MAX_WAITING_BYTES = 64L * 1024 * 1024;

  /** The way to the owner of the feed (port). */
  public interface OwnerRoute {
    /** Returns the current owner, or null if there is none. */
    @Nullable String owner();

    /** Sends a batch; fails if it must be sent again. */
    Future<List<PublishResult>> send(String owner, PublishBatch publishes);

    /** Returns true if no owner can be reached, because this node is cut off from the majority. */
    boolean isPartitioned();

    /** Runs an action after those of this turn of the event loop. */
    void runSoon(Runnable action);

    /** Runs an action after a short delay. */
    void runLater(Runnable action);

    /** Runs an action when the receipt's update is in this node's log. */
    void onApplied(Receipt receipt, Runnable action);
  }

  private final String feed;
  private final long source;
  private final OwnerRoute route;
  private final LongSupplier nanos;
  private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
  private long waitingBytes;
  private @Nullable InFlight inFlight;
  private long lastNumber;
  private boolean sending;

  /**
   * Creates a forwarder.
   *
   * @param source a number that no other forwarder of any node has, nor had before a restart
   * @param nanos the monotonic time
   */
  public PublishForwarder(String feed, long source, OwnerRoute route, LongSupplier nanos) {
    this.feed = feed;
    this.source = source;
    this.route = route;
    this.nanos = nanos;
  }

  private record Waiting(PublishCommand command, Promise<Receipt> receipt, long since) {}

  private static final class InFlight {
    private final PublishBatch publishes;
    private final List<Waiting> callers;
    private int attempts;
    private @Nullable String owner;

    InFlight(PublishBatch publishes, List<Waiting> callers) {
      this.publishes = publishes;
      this.callers = callers;
    }
  }

  public Future<Receipt> publish(PublishCommand command) {
    if (route.isPartitioned()) {
      return Future.failedFuture(partitioned());
    }
    if (waiting.size() >= MAX_WAITING || waitingBytes > MAX_WAITING_BYTES) {
      return Future.failedFuture(
          new FeedException(
              ErrorCode.UNAVAILABLE,
              "Too many publishes are waiting on feed '%s' (at most %d, or %d MiB)."
                  .formatted(feed, MAX_WAITING, MAX_WAITING_BYTES / 1024 / 1024)));
    }
    Promise<Receipt> receipt = Promise.promise();
    waiting.add(new Waiting(command, receipt, nanos.getAsLong()));
    waitingBytes += command.data().length();
    sendSoon();
    return receipt.future();
  }

  /** Sends after this turn of the event loop, so that the publishes of a list are one batch. */
  private void sendSoon() {
    if (inFlight == null && !sending) {
      sending = true;
      route.runSoon(
          () -> {
            sending = false;
            sendNext();
          });
    }
  }

  /** Returns true if no publish is waiting or in flight. */
  public boolean isIdle() {
    return inFlight == null && waiting.isEmpty();
  }

  /** Sends to a new owner, and refuses expired publishes. Called several times a second. */
  public void check() {
    InFlight current = inFlight;
    if (route.isPartitioned()) {
      refuse(partitioned());
    } else if (current != null && isExpired(current.callers.get(0))) {
      refuse(unanswered());
    } else if (current != null && current.owner != null && !current.owner.equals(route.owner())) {
      send(current);
    }
    sendNext();
  }

  private boolean isExpired(Waiting publish) {
    return nanos.getAsLong() - publish.since > TIMEOUT.toNanos();
  }

  private FeedException unanswered() {
    return new FeedException(
        ErrorCode.UNAVAILABLE,
        "The owner of feed '%s' did not answer; it is unknown whether the update was published."
            .formatted(feed));
  }

  private static FeedException partitioned() {
    return new FeedException(
        ErrorCode.UNAVAILABLE,
        "This node is cut off from the majority of its cluster and does not accept publishes.");
  }

  /** Refuses the batch in flight, and the waiting publishes that are expired or have no way out. */
  private void refuse(FeedException exception) {
    InFlight current = inFlight;
    inFlight = null;
    if (current != null) {
      current.callers.forEach(caller -> refuse(caller, unanswered()));
    }
    while (!waiting.isEmpty() && (route.isPartitioned() || isExpired(waiting.peek()))) {
      Waiting refused = waiting.remove();
      waitingBytes -= refused.command.data().length();
      refuse(refused, exception);
    }
  }

  private static void refuse(Waiting publish, FeedException exception) {
    publish.command.onRefused(exception);
    publish.receipt.tryFail(exception);
  }

  private void sendNext() {
    if (inFlight != null || waiting.isEmpty()) {
      return;
    }
    List<Waiting> callers = new ArrayList<>();
    int bytes = 0;
    while (!waiting.isEmpty() && callers.size() < MAX_BATCH_PUBLISHES && bytes < MAX_BATCH_BYTES) {
      Waiting next = waiting.remove();
      waitingBytes -= next.command.data().length();
      if (next.command.isOutOfOrder()) {
        next.receipt.tryFail(PublishAttempt.refusal());
        continue;
      }
      bytes += next.command.data().length();
      callers.add(next);
    }
    if (callers.isEmpty()) {
      return;
    }
    List<PublishCommand> commands = callers.stream().map(Waiting::command).toList();
    InFlight next = new InFlight(new PublishBatch(feed, source, ++lastNumber, commands), callers);
    inFlight = next;
    send(next);
  }

  private void send(InFlight current) {
    int attempt = ++current.attempts;
    String owner = route.owner();
    current.owner = owner;
    Future<List<PublishResult>> results =
        owner == null
            ? Future.failedFuture(new RetryableException("feed " + feed + " has no owner"))
            : route.send(owner, current.publishes);
    results
        .onSuccess(all -> complete(current, all))
        .onFailure(failure -> route.runLater(() -> sendAgain(current, attempt)));
  }

  private void sendAgain(InFlight current, int attempt) {
    if (inFlight == current && current.attempts == attempt) {
      send(current);
    }
  }

  private void complete(InFlight current, List<PublishResult> results) {
    if (inFlight != current) {
      return;
    }
    inFlight = null;
    for (int i = 0; i < results.size(); i++) {
      complete(current.callers.get(i), results.get(i));
    }
    sendNext();
  }

  private void complete(Waiting publish, PublishResult result) {
    Receipt receipt = result.receipt();
    if (receipt != null) {
      route.onApplied(receipt, () -> publish.receipt.tryComplete(receipt));
    } else {
      refuse(publish, Objects.requireNonNull(result.exception()));
    }
  }
}
