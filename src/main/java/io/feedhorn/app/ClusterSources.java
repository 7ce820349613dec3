package io.feedhorn.app;

import io.feedhorn.cluster.ClusterNode;
import io.feedhorn.source.deploy.SourceOwners;
import io.vertx.core.Future;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Determines which node of a cluster runs a source. As for a feed, the hash of its name decides,
 * and the node needs a quorum lease. Before it starts the source it asks all other nodes. A node
 * that does not answer is assumed to run the source until it has left the cluster. Safe on any
 * thread.
 */
final class ClusterSources implements SourceOwners {
  private static final Logger LOG = LoggerFactory.getLogger(ClusterSources.class);
  private static final String ADDRESS = "feedhorn.sources@";

  /** No feed has such a name. */
  private static final String OWNED_PREFIX = "source:";

  private static final String SOURCE = "source";
  private static final String CLAIMED = "claimed";
  private static final String SETTINGS = "settings";
  private static final DeliveryOptions TIMEOUT = new DeliveryOptions().setSendTimeout(2_000);

  private final ClusterNode cluster;

  ClusterSources(ClusterNode cluster) {
    this.cluster = cluster;
  }

  @Override
  public String node() {
    return cluster.self();
  }

  @Override
  public void answer(Claims claims) {
    cluster
        .vertx()
        .eventBus()
        .<JsonObject>consumer(
            ADDRESS + cluster.self(), question -> question.reply(answer(claims, question)));
  }

  private static JsonObject answer(Claims claims, Message<JsonObject> question) {
    JsonObject answer = new JsonObject();
    String source = question.body().getString(SOURCE);
    if (source != null) {
      answer.put(CLAIMED, claims.isClaimed(source));
    }
    @Nullable Map<String, String> settings = claims.settings();
    if (settings != null) {
      JsonObject digests = new JsonObject();
      settings.forEach(digests::put);
      answer.put(SETTINGS, digests);
    }
    return answer;
  }

  @Override
  public boolean isOwner(String source) {
    return cluster.owns(OWNED_PREFIX + source);
  }

  @Override
  public Future<Boolean> isFree(String source) {
    List<Future<JsonObject>> answers =
        cluster.othersThatOwn().stream()
            .map(node -> ask(node, new JsonObject().put(SOURCE, source)))
            .toList();
    return Future.all(answers)
        .map(all -> answers.stream().noneMatch(each -> each.result().getBoolean(CLAIMED)))
        .recover(
            failure -> {
              LOG.info("Source {} waits for the answer of all nodes: {}", source, text(failure));
              return Future.succeededFuture(false);
            });
  }

  private Future<JsonObject> ask(String node, JsonObject question) {
    try {
      return cluster
          .vertx()
          .eventBus()
          .<JsonObject>request(ADDRESS + node, question, TIMEOUT)
          .map(Message::body);
    } catch (IllegalStateException closing) {
      // Vert.x 5.0 throws it if the connection to a node that died is being closed.
      return Future.failedFuture(closing);
    }
  }

  private static String text(Throwable failure) {
    return String.valueOf(failure.getMessage());
  }

  @Override
  public boolean canPublish() {
    return cluster.isAvailable();
  }

  @Override
  public void compare(Map<String, String> settings) {
    for (String node : cluster.othersThatOwn()) {
      ask(node, new JsonObject())
          .onSuccess(answer -> compare(node, settings, answer.getJsonObject(SETTINGS)))
          .onFailure(failure -> LOG.debug("Node {} does not report its sources", node, failure));
    }
  }

  private void compare(String node, Map<String, String> own, @Nullable JsonObject theirs) {
    if (theirs == null) {
      return; // It is starting, and asks itself.
    }
    own.forEach(
        (source, digest) -> {
          if (!digest.equals(theirs.getString(source))) {
            LOG.warn(
                "Source {} is {} the settings of node {}; node {} runs it with its own settings",
                source,
                theirs.containsKey(source) ? "different in" : "not in",
                node,
                cluster.owner(OWNED_PREFIX + source));
          }
        });
    theirs.fieldNames().stream()
        .filter(source -> !own.containsKey(source))
        .forEach(source -> LOG.warn("Source {} of node {} is not in these settings", source, node));
  }
}
