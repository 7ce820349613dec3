package io.feedhorn.bench;

/**
 * The topics, subscribers and rate of a measurement.
 *
 * @param variant the name of this workload within its scenario
 * @param topics the number of topics, on which updates are published in turn
 * @param subscribers the number of connections
 * @param topicsPerSubscriber the number of topics of each subscription
 * @param rate updates per second, of all topics together
 * @param messageBytes the length of a message to a subscriber without framing, if the peer's
 *     protocol permits it
 */
record Workload(
    String variant,
    int topics,
    int subscribers,
    int topicsPerSubscriber,
    double rate,
    int messageBytes) {
  static final int SMALL_BYTES = 116;

  /** Creates a workload of small messages. */
  Workload(String variant, int topics, int subscribers, int topicsPerSubscriber, double rate) {
    this(variant, topics, subscribers, topicsPerSubscriber, rate, SMALL_BYTES);
  }

  /** Returns this workload with another number of connections; 0 keeps the number. */
  Workload withSubscribers(int count) {
    return count == 0
        ? this
        : new Workload(variant, topics, count, topicsPerSubscriber, rate, messageBytes);
  }

  double deliveriesPerSecond() {
    return rate * subscribers * topicsPerSubscriber / topics;
  }
}
