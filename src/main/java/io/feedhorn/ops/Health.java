package io.feedhorn.ops;

import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.healthchecks.HealthChecks;
import io.vertx.ext.healthchecks.Status;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Whether this node lives, and whether it should be sent clients. Checks answer within a second or
 * count as failed.
 */
public final class Health {
  private static final long TIMEOUT_MILLIS = 1_000;
  private static final long MOST_LAG_MILLIS = 1_000;
  private static final long LOOK_MILLIS = 1_000;

  private final HealthChecks live;
  private final HealthChecks ready;
  private final Memory memory;
  private final List<Lag> lags = new CopyOnWriteArrayList<>();
  private volatile boolean leaving;

  /**
   * @param writerAddress an address that the feeds' writer answers
   * @param memory is looked at each second
   */
  public Health(Vertx vertx, String writerAddress, Memory memory) {
    this.memory = memory;
    this.live =
        HealthChecks.create(vertx)
            .register("event-loop", TIMEOUT_MILLIS, check -> check.complete(Status.OK()));
    this.ready =
        HealthChecks.create(vertx)
            .register(
                "writer",
                TIMEOUT_MILLIS,
                check ->
                    vertx
                        .eventBus()
                        .request(writerAddress, null, new DeliveryOptions().setLocalOnly(true))
                        // It may come after the check was given up.
                        .onSuccess(answer -> check.tryComplete(Status.OK()))
                        .onFailure(check::tryFail))
            .register("event-loops", check -> check.complete(status(mostLag() < MOST_LAG_MILLIS)))
            .register("memory", check -> check.complete(status(!memory.isShort())))
            .register("serving", check -> check.complete(status(!leaving)));
    memory.look();
  }

  private static Status status(boolean good) {
    return good ? Status.OK() : Status.KO();
  }

  private long mostLag() {
    return lags.stream().mapToLong(Lag::millis).max().orElse(0);
  }

  /** Watches the event loop that calls this; the first one also looks after memory. */
  public void watchThisLoop(Vertx vertx, MeterRegistry registry, int number) {
    lags.add(Lag.ofThisLoop(vertx, registry, Integer.toString(number)));
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
    ready.register(
        name,
        TIMEOUT_MILLIS,
        check ->
            check.complete(good.getAsBoolean() ? Status.OK(facts.get()) : Status.KO(facts.get())));
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
