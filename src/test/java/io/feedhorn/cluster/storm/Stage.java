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
record Stage(
    Vertx vertx,
    Topics topics,
    Proof proof,
    List<String> addresses,
    AtomicLong ids,
    Silence answers) {
  static Stage of(Vertx vertx, Topics topics, Nodes nodes) {
    return new Stage(
        vertx,
        topics,
        new Proof(topics),
        nodes.all().stream().map(NodeProcess::address).toList(),
        new AtomicLong(),
        new Silence());
  }

  /** The same, for who goes to one node only. */
  Stage at(int node) {
    return new Stage(vertx, topics, proof, List.of(addresses.get(node)), ids, answers);
  }

  /** A publish was answered with a receipt. */
  void answered(long id, String receipt) {
    String topic = topics.topic(id);
    String[] cursor = Seen.string(receipt, "\"cursor\":\"").split(":", -1);
    if (!topic.equals(Seen.string(receipt, "\"topic\":\""))) {
      proof.wrong(Wrong.FOREIGN, 1, "the answer of another topic than " + topic + ": " + receipt);
      return;
    }
    long offset = Seen.number(receipt, "\"offset\":", 0);
    proof.answered(id, topic, cursor[1], offset, Seen.number(receipt, "\"seq\":", 0));
    answers.heard(cursor[0]);
  }
}
