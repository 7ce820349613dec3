package io.feedhorn.bench;

/**
 * The topics, subscribers and rate of a measurement.
 *
 * @param variant how windows of this shape are told from others of the scenario
 * @param topics published on in turn
 * @param subscribers connections
 * @param topicsPerSubscriber topics that each subscriber has
 * @param rate updates per second, of all topics
 */
record Workload(String variant, int topics, int subscribers, int topicsPerSubscriber, double rate) {
  /** The same with another number of connections; 0 for the usual one. */
  Workload withSubscribers(int others) {
    return others == 0 ? this : new Workload(variant, topics, others, topicsPerSubscriber, rate);
  }

  double deliveriesPerSecond() {
    return rate * subscribers * topicsPerSubscriber / topics;
  }
}
