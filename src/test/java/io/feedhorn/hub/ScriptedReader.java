package io.feedhorn.hub;

import io.feedhorn.model.Cursor;
import io.feedhorn.model.Update;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** A connection that takes as many updates as its script says. Owned by the hub's event loop. */
final class ScriptedReader implements Subscriber {
  private final Hub hub;
  private final String name;
  private final Outbox outbox;
  private final Consumer<Update> writing;
  private final List<Update> unsent = new ArrayList<>();
  private final Queue<Update> sent = new ConcurrentLinkedQueue<>();
  private final List<String> resets = new CopyOnWriteArrayList<>();
  private final List<String> violations = new CopyOnWriteArrayList<>();
  private int room = Integer.MAX_VALUE;
  private volatile int flushes;
  private volatile int tooSlow;
  private boolean closed;

  ScriptedReader(Hub hub, String name) {
    this(hub, name, update -> {});
  }

  /**
   * @param writing takes each update as it is written
   */
  ScriptedReader(Hub hub, String name, Consumer<Update> writing) {
    this.hub = hub;
    this.name = name;
    this.writing = writing;
    this.outbox = hub.newOutbox(this);
  }

  Outbox outbox() {
    return outbox;
  }

  /** What was sent, in order. Safe on any thread. */
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

  /** What the hub did against the contract of {@link Subscriber}. */
  List<String> violations() {
    return violations;
  }

  /** Takes so many more, then nothing. */
  void stall(int more) {
    room = more;
  }

  /** Takes everything again. */
  void resume() {
    room = Integer.MAX_VALUE;
    outbox.drained();
  }

  void close() {
    closed = true;
    hub.close(outbox);
  }

  @Override
  public boolean writable() {
    return room > 0;
  }

  @Override
  public void write(Update update) {
    expect(room > 0, "written to while not writable");
    expect(!closed && tooSlow == 0, "written to after its end");
    expect(hub.isOwner(), "written to from another thread");
    room -= room == Integer.MAX_VALUE ? 0 : 1;
    unsent.add(update);
    writing.accept(update);
  }

  @Override
  @SuppressWarnings("NonAtomicVolatileUpdate") // written on the hub's loop only
  public void flush() {
    expect(!unsent.isEmpty(), "flushed without need");
    sent.addAll(unsent);
    unsent.clear();
    flushes++;
  }

  @Override
  public void reset(String feed, Cursor cursor) {
    expect(unsent.isEmpty(), "told of a reset before what was written was flushed");
    resets.add(cursor.toString());
  }

  /** The cursors of the resets it was told, in order. Safe on any thread. */
  List<String> resets() {
    return resets;
  }

  @Override
  @SuppressWarnings("NonAtomicVolatileUpdate") // written on the hub's loop only
  public void tooSlow() {
    expect(unsent.isEmpty(), "closed before what was written was flushed");
    tooSlow++;
  }

  @Override
  public String transport() {
    return name;
  }

  private void expect(boolean kept, String breach) {
    if (!kept) {
      violations.add(name + " was " + breach);
    }
  }
}
