package io.feedhorn.cluster.storm;

import io.vertx.core.Vertx;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What publishers and readers of a storm share.
 *
 * @param addresses {@code host:port} of each node, whether it runs or not
 * @param ids numbers publishes
 * @param answers of each feed, when one was answered
 */
record StormStage(
    Vertx vertx,
    Topics topics,
    Violations violations,
    List<String> addresses,
    AtomicLong ids,
    MaxGap answers) {
  static StormStage of(Vertx vertx, Topics topics, Nodes nodes) {
    return new StormStage(
        vertx,
        topics,
        new Violations(topics),
        nodes.all().stream().map(NodeProcess::address).toList(),
        new AtomicLong(),
        new MaxGap());
  }

  /** The same, for who goes to one node only. */
  StormStage at(int node) {
    return new StormStage(vertx, topics, violations, List.of(addresses.get(node)), ids, answers);
  }

  /** A publish was answered with a receipt. */
  void answered(long id, String receipt) {
    String topic = topics.topic(id);
    String[] cursor = AcceptedUpdates.string(receipt, "\"cursor\":\"").split(":", -1);
    if (!topic.equals(AcceptedUpdates.string(receipt, "\"topic\":\""))) {
      violations.wrong(
          Violation.FOREIGN, 1, "the answer of another topic than " + topic + ": " + receipt);
      return;
    }
    long offset = AcceptedUpdates.number(receipt, "\"offset\":", 0);
    violations.answered(
        id, topic, cursor[1], offset, AcceptedUpdates.number(receipt, "\"seq\":", 0));
    answers.heard(cursor[0]);
  }
}
