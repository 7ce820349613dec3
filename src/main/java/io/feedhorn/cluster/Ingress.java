package io.feedhorn.cluster;

import io.feedhorn.model.Code;
import io.feedhorn.model.Refusal;
import io.feedhorn.publish.Answer;
import io.feedhorn.publish.Append;
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
final class Ingress {
  static final Duration PATIENCE = Duration.ofSeconds(15);
  private static final int MOST_IN_PARCEL = 500;
  private static final int PARCEL_BYTES = 256 * 1024;
  private static final int MOST_WAITING = 100_000;
  private static final long WAITING_BYTES = 64L * 1024 * 1024;

  /** Whom a parcel goes to. */
  interface Route {
    /** The owner now; null where nobody is. */
    @Nullable String owner();

    /** Sends a parcel; fails where it is to be sent again. */
    Future<List<Answer>> send(String owner, Parcel parcel);

    /** Whether it is known that nobody can take it. */
    boolean isCutOff();

    /** Runs an action somewhat later. */
    void later(Runnable action);

    /** Runs an action once this node has an update. */
    void whenKept(Receipt receipt, Runnable action);
  }

  private final String feed;
  private final long source;
  private final Route route;
  private final Supplier<Long> nanos;
  private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
  private long waitingBytes;
  private @Nullable Flight flight;
  private long parcels;

  /**
   * @param source a number that no other ingress has, in no life of any node
   * @param nanos a clock that never jumps
   */
  Ingress(String feed, long source, Route route, Supplier<Long> nanos) {
    this.feed = feed;
    this.source = source;
    this.route = route;
    this.nanos = nanos;
  }

  private record Waiting(Append append, Promise<Receipt> answer, long since) {}

  private static final class Flight {
    private final Parcel parcel;
    private final List<Waiting> of;
    private int attempts;
    private @Nullable String to;

    Flight(Parcel parcel, List<Waiting> of) {
      this.parcel = parcel;
      this.of = of;
    }
  }

  Future<Receipt> append(Append append) {
    if (route.isCutOff()) {
      return Future.failedFuture(cutOff());
    }
    if (waiting.size() >= MOST_WAITING || waitingBytes > WAITING_BYTES) {
      return Future.failedFuture(
          new Refusal(Code.UNAVAILABLE, "More is published on '" + feed + "' than it can take."));
    }
    Promise<Receipt> answer = Promise.promise();
    waiting.add(new Waiting(append, answer, nanos.get()));
    waitingBytes += append.data().length();
    pump();
    return answer.future();
  }

  /** Whether nothing waits. */
  boolean isIdle() {
    return flight == null && waiting.isEmpty();
  }

  /** Looks whether the owner is another by now, and whether somebody has waited too long. */
  void check() {
    Flight flying = flight;
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

  private Refusal unknown() {
    return new Refusal(
        Code.UNAVAILABLE,
        "The owner of '%s' did not answer; it is not known whether this was published."
            .formatted(feed));
  }

  private static Refusal cutOff() {
    return new Refusal(
        Code.UNAVAILABLE, "This node is cut off from most of its cluster, and takes no updates.");
  }

  private void giveUp(Refusal refusal) {
    Flight flying = flight;
    flight = null;
    if (flying != null) {
      flying.of.forEach(each -> each.answer.tryFail(unknown()));
    }
    while (!waiting.isEmpty() && (route.isCutOff() || isOld(waiting.peek()))) {
      Waiting given = waiting.remove();
      waitingBytes -= given.append.data().length();
      given.answer.tryFail(refusal);
    }
  }

  private void pump() {
    if (flight != null || waiting.isEmpty()) {
      return;
    }
    List<Waiting> taken = new ArrayList<>();
    int bytes = 0;
    while (!waiting.isEmpty() && taken.size() < MOST_IN_PARCEL && bytes < PARCEL_BYTES) {
      Waiting next = waiting.remove();
      bytes += next.append.data().length();
      taken.add(next);
    }
    waitingBytes -= bytes;
    List<Append> appends = taken.stream().map(Waiting::append).toList();
    Flight flying = new Flight(new Parcel(feed, source, ++parcels, appends), taken);
    flight = flying;
    send(flying);
  }

  private void send(Flight flying) {
    int attempt = ++flying.attempts;
    String owner = route.owner();
    flying.to = owner;
    Future<List<Answer>> answers =
        owner == null
            ? Future.failedFuture(new Moved("nobody owns " + feed))
            : route.send(owner, flying.parcel);
    answers
        .onSuccess(all -> answered(flying, all))
        .onFailure(failure -> route.later(() -> again(flying, attempt)));
  }

  private void again(Flight flying, int attempt) {
    if (flight == flying && flying.attempts == attempt) {
      send(flying);
    }
  }

  private void answered(Flight flying, List<Answer> answers) {
    if (flight != flying) {
      return;
    }
    flight = null;
    for (int i = 0; i < answers.size(); i++) {
      answer(flying.of.get(i).answer, answers.get(i));
    }
    pump();
  }

  private void answer(Promise<Receipt> promise, Answer answer) {
    Receipt receipt = answer.receipt();
    if (receipt != null) {
      route.whenKept(receipt, () -> promise.tryComplete(receipt));
    } else {
      promise.tryFail(answer.refusal());
    }
  }
}
