package io.feedhorn.cluster;

import io.feedhorn.log.Feeds;
import io.feedhorn.model.Meters;
import io.feedhorn.model.Position;
import io.feedhorn.model.Restart;
import io.feedhorn.model.Update;
import io.feedhorn.publish.Announcer;
import io.feedhorn.publish.Answer;
import io.feedhorn.publish.Append;
import io.feedhorn.publish.Receipt;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One feed on this node: its mirror, what this node publishes on it, and its sequencer where this
 * node owns it. Owned by the writer's event loop.
 */
final class Lane implements Mirror.Listener, Ingress.Route {
  private static final long REPAIR_MILLIS = 100;
  private static final long WAIT_NANOS = 1_000_000_000L;
  private static final int SHORT_TAIL_BYTES = 8 * 1024 * 1024;
  private static final long AGAIN_MILLIS = 20;

  /** What all lanes of a node share. */
  record Shared(
      Vertx vertx,
      Feeds feeds,
      Grid grid,
      Announcer announcer,
      Meters meters,
      Exchange exchange,
      int copies) {}

  private final String feed;
  private final Shared shared;
  private final Mirror mirror;
  private final Ingress ingress;
  private final Sequencer sequencer;
  private final Map<String, Long> confirmed = new HashMap<>();
  private final ArrayDeque<Awaiting> awaiting = new ArrayDeque<>();
  private @Nullable Future<Void> fetching;
  private long furthest;
  private boolean left;
  private boolean refused;

  private record Awaiting(Receipt receipt, Runnable action, long since) {}

  Lane(String feed, long source, Shared shared) {
    this.feed = feed;
    this.shared = shared;
    this.mirror = new Mirror(feed, shared.feeds(), this);
    this.ingress = new Ingress(feed, source, this, System::nanoTime);
    this.sequencer =
        new Sequencer(feed, this, new Takeover(feed, this, shared.grid(), shared.feeds()));
  }

  String feed() {
    return feed;
  }

  Mirror mirror() {
    return mirror;
  }

  long now() {
    return shared.feeds().clock().micros();
  }

  Future<Receipt> append(Append append) {
    return ingress.append(append);
  }

  boolean isOwned() {
    return sequencer.isOpen();
  }

  boolean isIdle() {
    return ingress.isIdle() && !sequencer.isBusy();
  }

  /** Takes no more as the owner: the node is about to leave. */
  void leave() {
    left = true;
    sequencer.close("leaving");
  }

  /** Looks after everything that waits; called several times a second. */
  void check() {
    if (sequencer.isOpen() && (left || !mayWrite() || !isMine())) {
      sequencer.close("moved");
    }
    if (isBegun()) {
      openIfMine();
    }
    ingress.check();
    long now = System.nanoTime();
    Awaiting first = awaiting.peek();
    if (first != null && now - first.since > REPAIR_MILLIS * 1_000_000) {
      repairFrom(owner());
    }
    while (first != null && now - first.since > WAIT_NANOS) {
      awaiting.remove();
      first.action.run();
      first = awaiting.peek();
    }
    if (mirror.hasGap()) {
      repairFrom(owner());
    }
  }

  // What the mirror tells.

  @Override
  public void kept(Update update) {
    shared.announcer().tell(update);
  }

  @Override
  public void restarted(Restart restart) {
    confirmed.clear();
    furthest = 0;
    shared.announcer().tell(restart);
  }

  private void runAwaiting() {
    Iterator<Awaiting> each = awaiting.iterator();
    while (each.hasNext()) {
      Awaiting next = each.next();
      if (!isKept(next.receipt)) {
        return;
      }
      each.remove();
      next.action.run();
    }
  }

  private boolean isKept(Receipt receipt) {
    return receipt.epoch().equals(mirror.epoch()) && receipt.offset() <= mirror.offset();
  }

  // What is pushed here.

  /** Takes a batch that another node pushed. */
  void receive(Batch batch, String from) {
    switch (mirror.offer(batch)) {
      case KEPT -> runAwaiting();
      case EARLY, ELSEWHERE -> repairFrom(from);
      case OLD -> {}
    }
  }

  /** Another node says how far it is. */
  void heard(String node, Standing standing) {
    boolean same = standing.epoch().equals(mirror.epoch());
    if (same) {
      confirmed.put(node, standing.offset());
      furthest = Math.max(furthest, standing.offset());
    }
    if (sequencer.isOpen()) {
      if (same && standing.offset() > mirror.offset()) {
        sequencer.close("another node is further");
      }
    } else if (standing.owner()) {
      if (same) {
        mirror.heardOf(standing.tag());
        if (standing.offset() > mirror.offset()) {
          repairUnlessHere(node, standing.offset());
        }
      } else if (standing.tag() > mirror.tag()) {
        repairFrom(node);
      }
    }
  }

  private void repairUnlessHere(String node, long offset) {
    shared
        .vertx()
        .setTimer(
            REPAIR_MILLIS,
            timer -> {
              if (mirror.offset() < offset) {
                repairFrom(node);
              }
            });
  }

  private void repairFrom(@Nullable String node) {
    if (node != null && !node.equals(shared.grid().self())) {
      fetch(node);
    }
  }

  /** Asks a node for what this one does not have; one at a time. */
  Future<Void> fetch(String node) {
    Future<Void> running = fetching;
    if (running != null && !running.isComplete()) {
      return running;
    }
    Future<Void> fetch = shared.exchange().fetch(node, this).onComplete(done -> runAwaiting());
    fetching = fetch;
    return fetch;
  }

  /** Asks a node also where another one is being asked, after that. */
  Future<Void> fetchAfresh(String node) {
    Future<Void> running = fetching;
    return running == null || running.isComplete()
        ? fetch(node)
        : running.transform(done -> fetchAfresh(node));
  }

  /** The largest offset of this log that any node is known to have. */
  long furthest() {
    return Math.max(furthest, mirror.offset());
  }

  Standing standing() {
    return new Standing(feed, mirror.epoch(), mirror.tag(), mirror.offset(), sequencer.isOpen());
  }

  // What is published here.

  @Override
  public @Nullable String owner() {
    return shared.grid().owner(feed);
  }

  @Override
  public Future<List<Answer>> send(String owner, Parcel parcel) {
    return owner.equals(shared.grid().self())
        ? order(parcel)
        : shared.exchange().send(owner, parcel);
  }

  /** Orders a parcel of any node's. */
  Future<List<Answer>> order(Parcel parcel) {
    openIfMine();
    return sequencer.take(parcel);
  }

  private void openIfMine() {
    if (sequencer.isClosed() && !sequencer.isBusy() && !left && mayWrite() && isMine()) {
      sequencer.open();
    }
  }

  /** If anything was ever published on the feed, as far as this node knows. */
  private boolean isBegun() {
    return furthest() > 0 || !mirror.epoch().equals(shared.feeds().unbornEpoch());
  }

  /** Returns the end of the feed, or null if this node does not know it for certain. */
  @Nullable Position reached() {
    return sequencer.isOpen() || (isMine() && !isBegun())
        ? new Position(mirror.epoch(), mirror.offset())
        : null;
  }

  /** There is no room for the feed. */
  void refuse() {
    refused = true;
  }

  /** If there was no room for the feed, and nothing is left to do for it. */
  boolean isOver() {
    return refused && isIdle() && !isBegun();
  }

  private boolean isMine() {
    return shared.grid().self().equals(owner());
  }

  /** Whether what this node believes of the cluster is to be trusted. */
  private boolean mayWrite() {
    return shared.exchange().isAvailable();
  }

  @Override
  public boolean isCutOff() {
    return !shared.grid().isAvailable();
  }

  @Override
  public void later(Runnable action) {
    shared.vertx().setTimer(AGAIN_MILLIS, timer -> action.run());
  }

  @Override
  public void whenKept(Receipt receipt, Runnable action) {
    if (isKept(receipt)) {
      action.run();
    } else {
      awaiting.add(new Awaiting(receipt, action, System.nanoTime()));
    }
  }

  // What the sequencer needs.

  Future<Void> commit(Commit commit) {
    return shared.grid().commit(feed, commit);
  }

  /** Keeps a committed batch here, and pushes it to the others. */
  void committed(Batch batch) {
    mirror.offer(batch);
    shared.exchange().push(batch);
    for (long offset = batch.first(); offset <= batch.last(); offset++) {
      shared.meters().published(feed);
    }
    runAwaiting();
  }

  /** The offset up to which the mirrors have the log, so that the grid need not keep it. */
  long confirmed(int tailBytes) {
    List<Long> offsets = new ArrayList<>();
    for (String node : others()) {
      offsets.add(confirmed.getOrDefault(node, 0L));
    }
    offsets.sort(null);
    int enough = shared.copies() - 1;
    if (offsets.isEmpty() || enough == 0) {
      return mirror.offset();
    }
    boolean all = tailBytes < SHORT_TAIL_BYTES || offsets.size() < enough;
    return offsets.get(all ? 0 : offsets.size() - enough);
  }

  /** Whether any node has updates of this feed. */
  Future<Boolean> isKnownAnywhere() {
    if (mirror.offset() > 0 || !mirror.epoch().equals(shared.feeds().unbornEpoch())) {
      return Future.succeededFuture(true);
    }
    return shared.exchange().isKnown(feed);
  }

  List<String> others() {
    List<String> others = new ArrayList<>(shared.grid().members());
    others.remove(shared.grid().self());
    return others;
  }
}
