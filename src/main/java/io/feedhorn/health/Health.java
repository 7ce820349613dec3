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
 * The checks of {@code /health/live} and {@code /health/ready}. A check without a result within a
 * second counts as failed. Checks can be created for a Vert.x instance of their own with an idle
 * event loop: then they respond in time even if the loops that they report on are blocked. Safe on
 * any thread.
 */
public final class Health {
  private static final long TIMEOUT_MILLIS = 1_000;
  private static final long MAX_LAG_MILLIS = 1_000;
  private static final long MAX_LIVE_LAG_MILLIS = 30_000;
  private static final long MEMORY_CHECK_MILLIS = 1_000;

  private final Vertx vertx;
  private final String writerAddress;
  private final HealthChecks live;
  private final HealthChecks ready;
  private final MemoryPressure memory;
  private final List<EventLoopLag> lags = new CopyOnWriteArrayList<>();
  private final List<AddedCheck> added = new CopyOnWriteArrayList<>();
  private volatile boolean stopping;

  /**
   * @param writerAddress the event-bus address at which the feed writer responds
   * @param memory updated each second
   */
  public Health(Vertx vertx, String writerAddress, MemoryPressure memory) {
    this.vertx = vertx;
    this.writerAddress = writerAddress;
    this.memory = memory;
    this.live = liveOn(vertx);
    this.ready = readyOn(vertx);
    memory.update();
  }

  private record AddedCheck(String name, BooleanSupplier healthy, Supplier<JsonObject> details) {
    void addTo(HealthChecks checks) {
      checks.register(
          name,
          TIMEOUT_MILLIS,
          check -> check.complete(status(healthy.getAsBoolean(), details.get())));
    }
  }

  /** Creates the checks of {@code /health/live} for the event loop of a server. */
  public HealthChecks liveOn(Vertx server) {
    return HealthChecks.create(server)
        .register(
            "event-loop",
            TIMEOUT_MILLIS,
            check -> check.complete(status(maxLagMillis() < MAX_LIVE_LAG_MILLIS)))
        .register("lag", check -> check.complete(lag()));
  }

  /** Creates the checks of {@code /health/ready} for the event loop of a server. */
  public HealthChecks readyOn(Vertx server) {
    HealthChecks checks =
        HealthChecks.create(server)
            .register("writer", 2 * TIMEOUT_MILLIS, check -> checkWriter(server, check))
            .register(
                "event-loops", check -> check.complete(status(maxLagMillis() < MAX_LAG_MILLIS)))
            .register("lag", check -> check.complete(lag()))
            .register("memory", check -> check.complete(status(!memory.isHigh())))
            .register("serving", check -> check.complete(status(!stopping)));
    added.forEach(each -> each.addTo(checks));
    return checks;
  }

  /**
   * Asks the writer for a response, which arrives on another event loop than the server's. The
   * timeout is a timer of the server: after a timeout by {@code HealthChecks} the status would be
   * 500, not 503.
   */
  private void checkWriter(Vertx server, Promise<Status> check) {
    Context caller = server.getOrCreateContext();
    long timer = server.setTimer(TIMEOUT_MILLIS, timeout -> check.tryComplete(Status.KO()));
    vertx
        .eventBus()
        .request(writerAddress, null, new DeliveryOptions().setLocalOnly(true))
        .onComplete(
            answer ->
                caller.runOnContext(
                    run -> {
                      server.cancelTimer(timer);
                      check.tryComplete(status(answer.succeeded()));
                    }));
  }

  private static Status status(boolean healthy) {
    return healthy ? Status.OK() : Status.KO();
  }

  private static Status status(boolean healthy, JsonObject details) {
    return healthy ? Status.OK(details) : Status.KO(details);
  }

  /** Reports the delay of each event loop. Always up: other checks have the limits. */
  private Status lag() {
    List<Long> millis = lags.stream().map(EventLoopLag::millis).toList();
    return Status.OK(new JsonObject().put("millis", new JsonArray(millis)));
  }

  private long maxLagMillis() {
    return lags.stream().mapToLong(EventLoopLag::millis).max().orElse(0);
  }

  /** Measures the event loop of the caller; the first one also updates the memory pressure. */
  public void watchCurrentLoop(Vertx vertx, MeterRegistry registry, int number) {
    lags.add(EventLoopLag.ofCurrentLoop(vertx, registry, Integer.toString(number)));
    if (number == 0) {
      vertx.setPeriodic(MEMORY_CHECK_MILLIS, timer -> memory.update());
    }
  }

  /** Returns true if new readers must be refused, to protect connected ones. */
  public boolean isOverloaded() {
    return memory.isHigh();
  }

  /**
   * Adds a check to {@code /health/ready}.
   *
   * @param details reported with the result, healthy or not
   */
  public void add(String name, BooleanSupplier healthy, Supplier<JsonObject> details) {
    AddedCheck check = new AddedCheck(name, healthy, details);
    added.add(check);
    check.addTo(ready);
  }

  /** Returns the checks of {@code /health/live} for the Vert.x instance of the node. */
  public HealthChecks live() {
    return live;
  }

  /** Returns the checks of {@code /health/ready} for the Vert.x instance of the node. */
  public HealthChecks ready() {
    return ready;
  }

  /** Reports the node as not ready: it is about to stop. */
  public void markStopping() {
    stopping = true;
  }
}
