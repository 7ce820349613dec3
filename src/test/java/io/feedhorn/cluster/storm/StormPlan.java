package io.feedhorn.cluster.storm;

import io.feedhorn.client.Transport;
import java.time.Duration;
import java.util.List;

/**
 * The parameters of a storm. Immutable.
 *
 * @param hold the duration of a fault
 * @param calm the time without a fault before and after each
 * @param perSecond publishes per second on all topics together
 * @param hoppers the number of readers that move from node to node, besides a watcher of each node
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
  /** Returns the default parameters of a fault. */
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

  StormPlan overTransports(List<Transport> some) {
    return new StormPlan(
        fault, seed, rounds, hold, calm, perSecond, feeds, topics, hoppers, some, setup);
  }

  StormPlan withSetup(StormSetup other) {
    return new StormPlan(
        fault, seed, rounds, hold, calm, perSecond, feeds, topics, hoppers, transports, other);
  }
}
