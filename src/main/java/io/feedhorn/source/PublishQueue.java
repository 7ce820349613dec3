package io.feedhorn.source;

import io.feedhorn.model.ErrorCode;
import io.feedhorn.model.FeedException;
import io.feedhorn.publish.OrderedPublisher;
import io.feedhorn.publish.Receipt;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayDeque;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * Updates of one source on their way to the feeds' writer, in order, with a bounded number without
 * a receipt. If the writer is unavailable, nothing more is sent until all outstanding answers have
 * arrived; then those without a receipt are sent again, in order, after a pause. No later update is
 * published before one that was refused as unavailable. An update that a limit refused, such as
 * that of topics, is sent again in the same way, but updates that were sent behind it may be
 * published before it. Owned by the source's event loop.
 */
final class PublishQueue {
  private final Vertx vertx;
  private final OrderedPublisher publisher;
  private final int maxInFlight;
  private final Backoff backoff;
  private final @Nullable ChangeFilter changes;
  private final ArrayDeque<Entry> waiting = new ArrayDeque<>();
  private final ArrayDeque<Entry> sent = new ArrayDeque<>();
  private int unanswered;
  private boolean retrying;
  private boolean learning;
  private boolean closed;
  private @Nullable Promise<Void> ready;
  private @Nullable Promise<Void> settled;

  private static final class Entry {
    final @Nullable MappedUpdate update;
    final Promise<Boolean> result = Promise.promise();
    final Promise<Void> done = Promise.promise();
    boolean answered;
    boolean published;
    @Nullable Throwable refusal;

    Entry(@Nullable MappedUpdate update) {
      this.update = update;
    }
  }

  /**
   * @param changes finds the updates that change something, which are the only ones that are sent;
   *     null to send all
   */
  PublishQueue(Vertx vertx, int maxInFlight, Backoff backoff, @Nullable ChangeFilter changes) {
    this.vertx = vertx;
    this.publisher = new OrderedPublisher(vertx);
    this.maxInFlight = maxInFlight;
    this.backoff = backoff;
    this.changes = changes;
  }

  /**
   * Adds an update. The future completes when it has its receipt, after those of earlier calls:
   * with true, or with false if the update changes nothing. It fails if the update is refused,
   * which another attempt would not change.
   */
  Future<Boolean> add(MappedUpdate update) {
    Entry entry = new Entry(update);
    add(entry);
    return entry.result.future();
  }

  /** Returns a future that completes after those of all earlier calls. It does not fail. */
  Future<Void> published() {
    Entry newest = waiting.isEmpty() ? sent.peekLast() : waiting.peekLast();
    return newest == null ? Future.succeededFuture() : newest.done.future();
  }

  /**
   * Takes a place in the order for a message without updates, so that such messages are bounded
   * too. The future completes after those of all earlier calls.
   */
  Future<Void> barrier() {
    Entry entry = new Entry(null);
    entry.answered = true;
    add(entry);
    return entry.done.future();
  }

  private void add(Entry entry) {
    waiting.add(entry);
    pump();
  }

  /**
   * Returns the number of updates without a receipt, and of messages without updates behind them; 0
   * if nothing more is sent.
   */
  int size() {
    return closed ? 0 : waiting.size() + sent.size();
  }

  /**
   * Returns a future that completes when less than the maximum of updates are without a receipt.
   */
  Future<Void> ready() {
    if (size() < maxInFlight) {
      return Future.succeededFuture();
    }
    if (ready == null) {
      ready = Promise.promise();
    }
    return ready.future();
  }

  /** Sends nothing more. */
  void close() {
    closed = true;
  }

  /**
   * Sends nothing more, and lets the writer refuse what it has not begun to publish. The future
   * completes when all answers have arrived. Then also the updates behind one without a receipt
   * have their results; those without a result are not published.
   */
  Future<Void> settle() {
    close();
    publisher.abandon();
    Promise<Void> done = Promise.promise();
    settled = done;
    settleIfAnswered();
    return done.future();
  }

  private void settleIfAnswered() {
    Promise<Void> waitingCaller = settled;
    if (waitingCaller == null || unanswered > 0) {
      return;
    }
    settled = null;
    sent.forEach(PublishQueue::completeResult);
    waiting.forEach(PublishQueue::completeResult);
    waitingCaller.complete();
  }

  private void pump() {
    while (!closed && !retrying && !learning && unanswered < maxInFlight && !waiting.isEmpty()) {
      Entry next = waiting.element();
      MappedUpdate update = next.answered ? null : next.update;
      if (update != null && changes != null && !changes.knows(update.topic())) {
        learn(changes, update.topic());
      } else {
        sent.add(waiting.remove());
        if (update != null && (changes == null || changes.isChange(update))) {
          send(next, update);
        } else {
          next.answered = true;
        }
      }
    }
    complete();
  }

  /** Waits for the values of a feed. Nothing more is sent until they are there. */
  private void learn(ChangeFilter filter, String topic) {
    learning = true;
    filter
        .learn(topic)
        .onSuccess(learned -> learned())
        .onFailure(unknown -> vertx.setTimer(backoff.nextMillis(), timer -> learned()));
  }

  private void learned() {
    learning = false;
    pump();
  }

  private void send(Entry entry, MappedUpdate update) {
    unanswered++;
    Future<Receipt> receipt =
        update.deletion()
            ? publisher.delete(update.topic(), update.key(), update.traceparent())
            : publisher.publish(update.topic(), update.data(), update.key(), update.traceparent());
    receipt.onComplete(
        answer -> {
          unanswered--;
          if (changes != null) {
            changes.answered(update);
          }
          entry.published = answer.succeeded();
          boolean done = answer.succeeded() || (update.deletion() && isAbsent(answer.cause()));
          onAnswer(entry, done ? null : answer.cause());
        });
  }

  private void onAnswer(Entry entry, @Nullable Throwable failure) {
    if (failure != null && isTemporary(failure)) {
      retrying = true;
    } else {
      entry.answered = true;
      entry.refusal = failure;
      if (failure == null && !retrying) {
        backoff.reset();
      }
    }
    if (retrying && unanswered == 0 && !closed) {
      vertx.setTimer(backoff.nextMillis(), timer -> retry());
    } else {
      pump();
    }
    settleIfAnswered();
  }

  private void retry() {
    if (closed) {
      return;
    }
    for (Iterator<Entry> newestFirst = sent.descendingIterator(); newestFirst.hasNext(); ) {
      waiting.addFirst(newestFirst.next());
    }
    sent.clear();
    publisher.nextAttempt();
    retrying = false;
    pump();
  }

  /** Completes the futures at the head whose updates are answered. */
  private void complete() {
    while (!sent.isEmpty() && sent.element().answered) {
      Entry head = sent.remove();
      completeResult(head);
      head.done.complete();
    }
    Promise<Void> waitingCaller = ready;
    if (waitingCaller != null && size() < maxInFlight) {
      ready = null;
      waitingCaller.complete();
    }
  }

  private static void completeResult(Entry entry) {
    if (!entry.answered) {
      return;
    }
    if (entry.refusal == null) {
      entry.result.tryComplete(entry.published);
    } else {
      entry.result.tryFail(entry.refusal);
    }
  }

  /** Returns true if there is no topic to be deleted. */
  private static boolean isAbsent(Throwable failure) {
    return failure instanceof FeedException refusal && refusal.code() == ErrorCode.NOT_FOUND;
  }

  private static boolean isTemporary(Throwable failure) {
    return failure instanceof FeedException refusal
        && (refusal.code() == ErrorCode.UNAVAILABLE
            || refusal.code() == ErrorCode.TOO_MANY
            || refusal.code() == ErrorCode.RATE_LIMITED);
  }
}
