package io.feedhorn.cluster;

import io.feedhorn.cluster.voters.VoterRegistry;
import io.feedhorn.cluster.voters.VoterSet;
import io.feedhorn.log.FeedRegistry;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;

/** The part of the cluster's status about durable feeds, for {@code /health/ready}. */
final class DurableStatus {
  private DurableStatus() {}

  /**
   * Returns the status as JSON. Safe on any thread.
   *
   * @param notVoting the feeds for which the vote of the node does not count
   */
  static JsonObject of(VoterRegistry node, FeedRegistry feeds, List<String> notVoting) {
    JsonObject status =
        new JsonObject().put("name", node.name()).put("generation", node.generation());
    if (node.isTrusted()) {
      status.put("trusted", true);
    }
    List<String> running = node.namesOfRunning();
    VoterSet voters = node.voters();
    boolean decides = false;
    if (voters == null) {
      status.putNull("voters").put("present", new JsonArray(running));
    } else {
      List<String> present = voters.names().stream().filter(running::contains).toList();
      status
          .put("voters", new JsonArray(voters.names()))
          .put("present", new JsonArray(present))
          .put("needed", voters.majority());
      decides = voters.isMajority(present.size());
    }
    List<String> without =
        decides
            ? List.of()
            : feeds.names().stream()
                .filter(feed -> feeds.options(feed).durable())
                .sorted()
                .toList();
    status.put("without", new JsonArray(without)).put("notVoting", new JsonArray(notVoting));
    List<String> refused = node.refusedMembers();
    return refused.isEmpty() ? status : status.put("refused", new JsonArray(refused));
  }
}
