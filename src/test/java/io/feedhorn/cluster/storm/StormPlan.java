package io.feedhorn.cluster.storm;

import io.feedhorn.client.Transport;
import java.time.Duration;
import java.util.List;

/**
 * What a storm is made of. Immutable.
 *
 * @param hold how long a fault lasts
 * @param calm how long there is no fault before and after each
 * @param perSecond publishes a second on all topics together
 * @param hoppers readers that go from node to node, besides one watcher of each node
 */
record StormPlan(
    StormFault fault,
    long seed,
    int rounds,
    Duration hold,
    Duration calm,
    double perSecond,
    int feeds,
    int topics,
    int hoppers,
    List<Transport> transports,
    StormSetup setup) {
  /** What a fault is tried with unless something else is asked for. */
  static StormPlan of(StormFault fault) {
    return new StormPlan(
        fault,
        1,
        10,
        fault.hold(),
        Duration.ofSeconds(2),
        5_000,
        6,
        100,
        10,
        List.of(Transport.values()),
        StormSetup.THREE);
  }

  StormPlan seed(long number) {
    return new StormPlan(
        fault, number, rounds, hold, calm, perSecond, feeds, topics, hoppers, transports, setup);
  }

  StormPlan rounds(int count) {
    return new StormPlan(
        fault, seed, count, hold, calm, perSecond, feeds, topics, hoppers, transports, setup);
  }

  StormPlan hold(Duration time) {
    return new StormPlan(
        fault, seed, rounds, time, calm, perSecond, feeds, topics, hoppers, transports, setup);
  }

  StormPlan perSecond(double rate) {
    return new StormPlan(
        fault, seed, rounds, hold, calm, rate, feeds, topics, hoppers, transports, setup);
  }

  StormPlan hoppers(int count) {
    return new StormPlan(
        fault, seed, rounds, hold, calm, perSecond, feeds, topics, count, transports, setup);
  }

  StormPlan over(List<Transport> some) {
    return new StormPlan(
        fault, seed, rounds, hold, calm, perSecond, feeds, topics, hoppers, some, setup);
  }

  StormPlan on(StormSetup other) {
    return new StormPlan(
        fault, seed, rounds, hold, calm, perSecond, feeds, topics, hoppers, transports, other);
  }
}
