package io.feedhorn.cluster.storm;

import io.vertx.core.Vertx;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The state that publishers and readers of a storm share.
 *
 * @param addresses {@code host:port} of each node, running or not
 * @param ids the numbers of publishes
 * @param answers the longest time without an answer on a feed
 */
record StormContext(
    Vertx vertx,
    Topics topics,
    Violations violations,
    List<String> addresses,
    AtomicLong ids,
    MaxGap answers) {
  static StormContext of(Vertx vertx, Topics topics, Nodes nodes) {
    return new StormContext(
        vertx,
        topics,
        new Violations(topics),
        nodes.all().stream().map(NodeProcess::address).toList(),
        new AtomicLong(),
        new MaxGap());
  }

  /** Returns the same state with the address of one node only. */
  StormContext onlyNode(int node) {
    return new StormContext(vertx, topics, violations, List.of(addresses.get(node)), ids, answers);
  }

  /** Records the receipt of a publish. */
  void onReceipt(long id, String receipt) {
    String topic = topics.topic(id);
    String[] cursor = StormUpdate.string(receipt, "\"cursor\":\"").split(":", -1);
    if (!topic.equals(StormUpdate.string(receipt, "\"topic\":\""))) {
      violations.report(
          Violation.FOREIGN, 1, "a receipt for another topic than " + topic + ": " + receipt);
      return;
    }
    long offset = StormUpdate.number(receipt, "\"offset\":", 0);
    violations.onReceipt(id, topic, cursor[1], offset, StormUpdate.number(receipt, "\"seq\":", 0));
    answers.record(cursor[0]);
  }
}
