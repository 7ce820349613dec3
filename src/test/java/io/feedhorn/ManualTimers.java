package io.feedhorn;

import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import java.lang.reflect.Proxy;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** The timers of code under test, which fire when the test calls them. Safe on any thread. */
public final class ManualTimers {
  private final Queue<Handler<Long>> once = new ConcurrentLinkedQueue<>();
  private final Queue<Handler<Long>> periodic = new ConcurrentLinkedQueue<>();

  /** Returns a Vert.x whose timers are kept here, and which is otherwise the given one. */
  @SuppressWarnings("unchecked")
  public Vertx of(Vertx vertx) {
    return (Vertx)
        Proxy.newProxyInstance(
            Vertx.class.getClassLoader(),
            new Class<?>[] {Vertx.class},
            (proxy, method, arguments) -> {
              switch (method.getName()) {
                case "setTimer" -> once.add((Handler<Long>) arguments[1]);
                case "setPeriodic" -> periodic.add((Handler<Long>) arguments[1]);
                default -> {
                  return method.invoke(vertx, arguments);
                }
              }
              return 0L;
            });
  }

  /** Returns the number of timers that are set and fire once. */
  public int pending() {
    return once.size();
  }

  /** Fires the timers that are set now and fire once. */
  public void fire() {
    for (int due = once.size(); due > 0; due--) {
      once.remove().handle(0L);
    }
  }

  /** Fires the periodic timers. */
  public void firePeriodic() {
    periodic.forEach(handler -> handler.handle(0L));
  }
}
