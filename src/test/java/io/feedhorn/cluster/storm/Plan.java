package io.feedhorn.cluster.storm;

import io.feedhorn.conform.Transport;
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
record Plan(
    Fault fault,
    long seed,
    int rounds,
    Duration hold,
    Duration calm,
    double perSecond,
    int feeds,
    int topics,
    int hoppers,
    List<Transport> transports,
    Setup setup) {
  /** What a fault is tried with unless something else is asked for. */
  static Plan of(Fault fault) {
    return new Plan(
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
        Setup.THREE);
  }

  Plan seed(long number) {
    return new Plan(
        fault, number, rounds, hold, calm, perSecond, feeds, topics, hoppers, transports, setup);
  }

  Plan rounds(int count) {
    return new Plan(
        fault, seed, count, hold, calm, perSecond, feeds, topics, hoppers, transports, setup);
  }

  Plan hold(Duration time) {
    return new Plan(
        fault, seed, rounds, time, calm, perSecond, feeds, topics, hoppers, transports, setup);
  }

  Plan perSecond(double rate) {
    return new Plan(
        fault, seed, rounds, hold, calm, rate, feeds, topics, hoppers, transports, setup);
  }

  Plan hoppers(int count) {
    return new Plan(
        fault, seed, rounds, hold, calm, perSecond, feeds, topics, count, transports, setup);
  }

  Plan over(List<Transport> some) {
    return new Plan(
        fault, seed, rounds, hold, calm, perSecond, feeds, topics, hoppers, some, setup);
  }

  Plan on(Setup other) {
    return new Plan(
        fault, seed, rounds, hold, calm, perSecond, feeds, topics, hoppers, transports, other);
  }
}
