package io.feedhorn.hub;

import io.feedhorn.model.Cursor;
import io.feedhorn.model.Update;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** A connection that accepts a given number of updates. Owned by the hub's event loop. */
final class ScriptedReader implements Subscriber {
  private final Hub hub;
  private final String name;
  private final Outbox outbox;
  private final Consumer<Update> onWrite;
  private final List<Update> unsent = new ArrayList<>();
  private final Queue<Update> sent = new ConcurrentLinkedQueue<>();
  private final List<String> resets = new CopyOnWriteArrayList<>();
  private final List<String> violations = new CopyOnWriteArrayList<>();
  private int accepted = Integer.MAX_VALUE;
  private volatile int flushes;
  private volatile int tooSlow;
  private boolean closed;

  ScriptedReader(Hub hub, String name) {
    this(hub, name, update -> {});
  }

  /**
   * @param onWrite called with each written update
   */
  ScriptedReader(Hub hub, String name, Consumer<Update> onWrite) {
    this.hub = hub;
    this.name = name;
    this.onWrite = onWrite;
    this.outbox = hub.newOutbox(this);
  }

  Outbox outbox() {
    return outbox;
  }

  /** Returns the flushed updates, in order. Safe on any thread. */
  List<Update> sent() {
    return List.copyOf(sent);
  }

  List<Long> offsets() {
    return sent.stream().map(Update::offset).toList();
  }

  int flushes() {
    return flushes;
  }

  int tooSlowCalls() {
    return tooSlow;
  }

  /** Returns the violations of the contract of {@link Subscriber}. */
  List<String> violations() {
    return violations;
  }

  /** Accepts a number of updates, then nothing. */
  void stall(int more) {
    accepted = more;
  }

  /** Accepts everything again. */
  void resume() {
    accepted = Integer.MAX_VALUE;
    outbox.drained();
  }

  void close() {
    closed = true;
    hub.close(outbox);
  }

  @Override
  public boolean writable() {
    return accepted > 0;
  }

  @Override
  public void write(Update update) {
    expect(accepted > 0, "written to while not writable");
    expect(!closed && tooSlow == 0, "written to after its end");
    expect(hub.isOwner(), "written to from another thread");
    accepted -= accepted == Integer.MAX_VALUE ? 0 : 1;
    unsent.add(update);
    onWrite.accept(update);
  }

  @Override
  @SuppressWarnings("NonAtomicVolatileUpdate") // written on the hub's loop only
  public void flush() {
    expect(!unsent.isEmpty(), "flushed without a written update");
    sent.addAll(unsent);
    unsent.clear();
    flushes++;
  }

  @Override
  public void reset(String feed, Cursor cursor) {
    expect(unsent.isEmpty(), "reset before written updates were flushed");
    resets.add(cursor.toString());
  }

  /** Returns the cursors of the resets, in order. Safe on any thread. */
  List<String> resets() {
    return resets;
  }

  @Override
  @SuppressWarnings("NonAtomicVolatileUpdate") // written on the hub's loop only
  public void tooSlow() {
    expect(unsent.isEmpty(), "closed before written updates were flushed");
    tooSlow++;
  }

  @Override
  public String transport() {
    return name;
  }

  private void expect(boolean holds, String violation) {
    if (!holds) {
      violations.add(name + " was " + violation);
    }
  }
}
