package io.feedhorn.cluster;

import io.feedhorn.model.ErrorCode;
import io.feedhorn.model.FeedException;
import io.feedhorn.publish.PublishCommand;
import io.feedhorn.publish.PublishResult;
import io.feedhorn.publish.Receipt;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What this node has to publish on one feed. One parcel is on its way at a time, and is sent again,
 * with its number, to whoever owns the feed by then, until it is answered: so the order of the
 * callers holds, and nothing is applied twice. Bounded in number, bytes and time; what is given up
 * is refused as {@code unavailable}. Owned by the writer's event loop.
 */
final class PublishForwarder {
  static final Duration PATIENCE = Duration.ofSeconds(15);
  private static final int MAX_IN_PARCEL = 500;
  private static final int PARCEL_BYTES = 256 * 1024;
  private static final int MAX_WAITING = 100_000;
  private static final long WAITING_BYTES = 64L * 1024 * 1024;

  /** Whom a parcel goes to. */
  interface OwnerRoute {
    /** The owner now; null where nobody is. */
    @Nullable String owner();

    /** Sends a parcel; fails where it is to be sent again. */
    Future<List<PublishResult>> send(String owner, PublishBatch publishBatch);

    /** Whether it is known that nobody can take it. */
    boolean isCutOff();

    /** Runs an action somewhat later. */
    void later(Runnable action);

    /** Runs an action once this node has an update. */
    void onApplied(Receipt receipt, Runnable action);
  }

  private final String feed;
  private final long source;
  private final OwnerRoute route;
  private final Supplier<Long> nanos;
  private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
  private long waitingBytes;
  private @Nullable InFlight flight;
  private long parcels;

  /**
   * @param source a number that no other ingress has, in no life of any node
   * @param nanos a clock that never jumps
   */
  PublishForwarder(String feed, long source, OwnerRoute route, Supplier<Long> nanos) {
    this.feed = feed;
    this.source = source;
    this.route = route;
    this.nanos = nanos;
  }

  private record Waiting(PublishCommand command, Promise<Receipt> answer, long since) {}

  private static final class InFlight {
    private final PublishBatch publishBatch;
    private final List<Waiting> of;
    private int attempts;
    private @Nullable String to;

    InFlight(PublishBatch publishBatch, List<Waiting> of) {
      this.publishBatch = publishBatch;
      this.of = of;
    }
  }

  Future<Receipt> append(PublishCommand command) {
    if (route.isCutOff()) {
      return Future.failedFuture(cutOff());
    }
    if (waiting.size() >= MAX_WAITING || waitingBytes > WAITING_BYTES) {
      return Future.failedFuture(
          new FeedException(
              ErrorCode.UNAVAILABLE, "More is published on '" + feed + "' than it can take."));
    }
    Promise<Receipt> answer = Promise.promise();
    waiting.add(new Waiting(command, answer, nanos.get()));
    waitingBytes += command.data().length();
    pump();
    return answer.future();
  }

  /** Whether nothing waits. */
  boolean isIdle() {
    return flight == null && waiting.isEmpty();
  }

  /** Looks whether the owner is another by now, and whether somebody has waited too long. */
  void check() {
    InFlight flying = flight;
    if (route.isCutOff()) {
      giveUp(cutOff());
    } else if (flying != null && isOld(flying.of.get(0))) {
      giveUp(unknown());
    } else if (flying != null && flying.to != null && !flying.to.equals(route.owner())) {
      send(flying);
    }
    pump();
  }

  private boolean isOld(Waiting one) {
    return nanos.get() - one.since > PATIENCE.toNanos();
  }

  private FeedException unknown() {
    return new FeedException(
        ErrorCode.UNAVAILABLE,
        "The owner of '%s' did not answer; it is not known whether this was published."
            .formatted(feed));
  }

  private static FeedException cutOff() {
    return new FeedException(
        ErrorCode.UNAVAILABLE,
        "This node is cut off from most of its cluster, and takes no updates.");
  }

  private void giveUp(FeedException exception) {
    InFlight flying = flight;
    flight = null;
    if (flying != null) {
      flying.of.forEach(each -> each.answer.tryFail(unknown()));
    }
    while (!waiting.isEmpty() && (route.isCutOff() || isOld(waiting.peek()))) {
      Waiting given = waiting.remove();
      waitingBytes -= given.command.data().length();
      given.answer.tryFail(exception);
    }
  }

  private void pump() {
    if (flight != null || waiting.isEmpty()) {
      return;
    }
    List<Waiting> taken = new ArrayList<>();
    int bytes = 0;
    while (!waiting.isEmpty() && taken.size() < MAX_IN_PARCEL && bytes < PARCEL_BYTES) {
      Waiting next = waiting.remove();
      bytes += next.command.data().length();
      taken.add(next);
    }
    waitingBytes -= bytes;
    List<PublishCommand> appends = taken.stream().map(Waiting::command).toList();
    InFlight flying = new InFlight(new PublishBatch(feed, source, ++parcels, appends), taken);
    flight = flying;
    send(flying);
  }

  private void send(InFlight flying) {
    int attempt = ++flying.attempts;
    String owner = route.owner();
    flying.to = owner;
    Future<List<PublishResult>> answers =
        owner == null
            ? Future.failedFuture(new RetryableException("nobody owns " + feed))
            : route.send(owner, flying.publishBatch);
    answers
        .onSuccess(all -> answered(flying, all))
        .onFailure(failure -> route.later(() -> again(flying, attempt)));
  }

  private void again(InFlight flying, int attempt) {
    if (flight == flying && flying.attempts == attempt) {
      send(flying);
    }
  }

  private void answered(InFlight flying, List<PublishResult> answers) {
    if (flight != flying) {
      return;
    }
    flight = null;
    for (int i = 0; i < answers.size(); i++) {
      answer(flying.of.get(i).answer, answers.get(i));
    }
    pump();
  }

  private void answer(Promise<Receipt> promise, PublishResult result) {
    Receipt receipt = result.receipt();
    if (receipt != null) {
      route.onApplied(receipt, () -> promise.tryComplete(receipt));
    } else {
      promise.tryFail(result.exception());
    }
  }
}
