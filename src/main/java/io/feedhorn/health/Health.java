package io.feedhorn.health;

import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.healthchecks.HealthChecks;
import io.vertx.ext.healthchecks.Status;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * The checks behind {@code /health/live} and {@code /health/ready}. A check that does not answer
 * within a second counts as failed. Checks can be made for a Vert.x instance of their own, whose
 * event loop is idle: then they answer in time, however late the loops are that they tell of.
 */
public final class Health {
  private static final long TIMEOUT_MILLIS = 1_000;
  private static final long MAX_LAG_MILLIS = 1_000;
  private static final long MAX_LIVE_LAG_MILLIS = 30_000;
  private static final long LOOK_MILLIS = 1_000;

  private final Vertx vertx;
  private final String writerAddress;
  private final HealthChecks live;
  private final HealthChecks ready;
  private final MemoryPressure memory;
  private final List<EventLoopLag> lags = new CopyOnWriteArrayList<>();
  private final List<Added> added = new CopyOnWriteArrayList<>();
  private volatile boolean leaving;

  /**
   * @param writerAddress an address that the feeds' writer answers
   * @param memory is looked at each second
   */
  public Health(Vertx vertx, String writerAddress, MemoryPressure memory) {
    this.vertx = vertx;
    this.writerAddress = writerAddress;
    this.memory = memory;
    this.live = liveOn(vertx);
    this.ready = readyOn(vertx);
    memory.look();
  }

  private record Added(String name, BooleanSupplier good, Supplier<JsonObject> facts) {
    void addTo(HealthChecks checks) {
      checks.register(
          name, TIMEOUT_MILLIS, check -> check.complete(status(good.getAsBoolean(), facts.get())));
    }
  }

  /** Makes the checks behind {@code /health/live}, to be asked on the event loop of a server. */
  public HealthChecks liveOn(Vertx server) {
    return HealthChecks.create(server)
        .register(
            "event-loop",
            TIMEOUT_MILLIS,
            check -> check.complete(status(mostLag() < MAX_LIVE_LAG_MILLIS)))
        .register("lag", check -> check.complete(lag()));
  }

  /** Makes the checks behind {@code /health/ready}, to be asked on the event loop of a server. */
  public HealthChecks readyOn(Vertx server) {
    HealthChecks checks =
        HealthChecks.create(server)
            .register("writer", 2 * TIMEOUT_MILLIS, check -> askWriter(server, check))
            .register("event-loops", check -> check.complete(status(mostLag() < MAX_LAG_MILLIS)))
            .register("lag", check -> check.complete(lag()))
            .register("memory", check -> check.complete(status(!memory.isShort())))
            .register("serving", check -> check.complete(status(!leaving)));
    added.forEach(each -> each.addTo(checks));
    return checks;
  }

  /**
   * The answer comes on another loop than the server's, and is taken over there. The server's own
   * timer gives the writer up: a timeout by the checks themselves would be a failure of the server,
   * 500 and not 503.
   */
  private void askWriter(Vertx server, Promise<Status> check) {
    Context asker = server.getOrCreateContext();
    long timer = server.setTimer(TIMEOUT_MILLIS, late -> check.tryComplete(Status.KO()));
    vertx
        .eventBus()
        .request(writerAddress, null, new DeliveryOptions().setLocalOnly(true))
        .onComplete(
            answer ->
                asker.runOnContext(
                    here -> {
                      server.cancelTimer(timer);
                      check.tryComplete(status(answer.succeeded()));
                    }));
  }

  private static Status status(boolean good) {
    return good ? Status.OK() : Status.KO();
  }

  private static Status status(boolean good, JsonObject facts) {
    return good ? Status.OK(facts) : Status.KO(facts);
  }

  /** Tells how late each loop is, and is never down: the checks above judge that. */
  private Status lag() {
    List<Long> millis = lags.stream().map(EventLoopLag::millis).toList();
    return Status.OK(new JsonObject().put("millis", new JsonArray(millis)));
  }

  private long mostLag() {
    return lags.stream().mapToLong(EventLoopLag::millis).max().orElse(0);
  }

  /** Watches the event loop that calls this; the first one also looks after memory. */
  public void watchThisLoop(Vertx vertx, MeterRegistry registry, int number) {
    lags.add(EventLoopLag.ofThisLoop(vertx, registry, Integer.toString(number)));
    if (number == 0) {
      vertx.setPeriodic(LOOK_MILLIS, timer -> memory.look());
    }
  }

  /** Whether nobody new is to be let in, for the good of those who are here. */
  public boolean isOverloaded() {
    return memory.isShort();
  }

  /**
   * Adds a check to those behind {@code /health/ready}.
   *
   * @param facts what is told with it, whatever it says
   */
  public void add(String name, BooleanSupplier good, Supplier<JsonObject> facts) {
    Added check = new Added(name, good, facts);
    added.add(check);
    check.addTo(ready);
  }

  /** The checks behind {@code /health/live}. */
  public HealthChecks live() {
    return live;
  }

  /** The checks behind {@code /health/ready}. */
  public HealthChecks ready() {
    return ready;
  }

  /** From here on the node is not ready: it is about to stop. */
  public void leave() {
    leaving = true;
  }
}
