package io.feedhorn.hub;

import io.feedhorn.model.Topic;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Counts the subscribers of topics on all event loops of all nodes. Safe on any thread: each event
 * loop is asked by a message and counts the subscribers of its own hub.
 */
public final class SubscriberCounter {
  private static final String HUB = "feedhorn.census.";

  private static final String NODE = "feedhorn.census@";
  private static final DeliveryOptions REMOTE = new DeliveryOptions().setSendTimeout(1_000);
  private static final DeliveryOptions LOCAL_ONLY = new DeliveryOptions().setLocalOnly(true);

  private static final String NAMED = "named";
  private static final DeliveryOptions LOCAL_AND_NAMED =
      new DeliveryOptions().setLocalOnly(true).addHeader(NAMED, "true");
  private static final DeliveryOptions REMOTE_AND_NAMED =
      new DeliveryOptions().setSendTimeout(1_000).addHeader(NAMED, "true");

  private final Vertx vertx;
  private final int hubs;
  private final @Nullable String self;
  private final Supplier<List<String>> others;

  /**
   * Creates the counter of a single node.
   *
   * @param hubs the number of hubs, numbered from 0
   */
  public SubscriberCounter(Vertx vertx, int hubs) {
    this(vertx, hubs, null, List::of);
  }

  /**
   * Creates the counter of a cluster.
   *
   * @param hubs the number of hubs of this node, numbered from 0
   * @param self the name of this node
   * @param others the current names of the other nodes
   */
  public SubscriberCounter(
      Vertx vertx, int hubs, @Nullable String self, Supplier<List<String>> others) {
    this.vertx = vertx;
    this.hubs = hubs;
    this.self = self;
    this.others = others;
  }

  /** Starts to answer the other nodes. Called once, after the hubs were created. */
  public Future<Void> open() {
    return self == null
        ? Future.succeededFuture()
        : vertx
            .eventBus()
            .consumer(NODE + self, (Message<JsonArray> question) -> answer(question))
            .completion();
  }

  private void answer(Message<JsonArray> question) {
    DeliveryOptions options = question.headers().contains(NAMED) ? LOCAL_AND_NAMED : LOCAL_ONLY;
    countLocally(question.body(), options).onSuccess(question::reply);
  }

  /** Starts to answer questions about a hub. Called on the hub's event loop. */
  public Future<Void> answerFor(Hub hub, int number) {
    return vertx
        .eventBus()
        .localConsumer(HUB + number, (Message<JsonArray> question) -> answer(hub, question))
        .completion();
  }

  /**
   * Returns the number of subscribed connections of each topic. Event loops and nodes that do not
   * answer count as having none.
   */
  public Future<Map<String, Integer>> subscribers(List<String> topics) {
    return count(topics, LOCAL_ONLY, REMOTE);
  }

  /**
   * Returns those of some topics to which a connection is subscribed by name, not only by a
   * wildcard. Event loops and nodes that do not answer count as having none.
   */
  public Future<Set<String>> subscribedByName(List<String> topics) {
    return topics.isEmpty()
        ? Future.succeededFuture(Set.of())
        : count(topics, LOCAL_AND_NAMED, REMOTE_AND_NAMED).map(Map::keySet);
  }

  private Future<Map<String, Integer>> count(
      List<String> topics, DeliveryOptions local, DeliveryOptions remote) {
    JsonArray question = new JsonArray(topics);
    List<Future<JsonObject>> answers = new ArrayList<>();
    answers.add(countLocally(question, local));
    others.get().forEach(node -> answers.add(ask(NODE + node, question, remote)));
    return Future.all(answers).map(all -> sum(answers));
  }

  private Future<JsonObject> countLocally(JsonArray topics, DeliveryOptions options) {
    List<Future<JsonObject>> answers =
        IntStream.range(0, hubs).mapToObj(number -> ask(HUB + number, topics, options)).toList();
    return Future.all(answers)
        .map(
            all -> {
              JsonObject counts = new JsonObject();
              sum(answers).forEach(counts::put);
              return counts;
            });
  }

  private Future<JsonObject> ask(String address, JsonArray topics, DeliveryOptions options) {
    try {
      return vertx
          .eventBus()
          .<JsonObject>request(address, topics, options)
          .map(Message::body)
          .otherwise(new JsonObject());
    } catch (IllegalStateException closing) {
      // Vert.x 5.0 throws it if the connection to a node that died is being closed.
      return Future.succeededFuture(new JsonObject());
    }
  }

  private static void answer(Hub hub, Message<JsonArray> question) {
    JsonObject counts = new JsonObject();
    boolean named = question.headers().contains(NAMED);
    for (Object name : question.body()) {
      Topic topic = Topic.parse((String) name);
      if (!named) {
        counts.put(topic.name(), hub.subscribers(topic.feed(), topic.name()));
      } else if (hub.isSubscribedByName(topic.feed(), topic.name())) {
        counts.put(topic.name(), 1);
      }
    }
    question.reply(counts);
  }

  private static Map<String, Integer> sum(List<Future<JsonObject>> answers) {
    Map<String, Integer> sums = new HashMap<>();
    for (Future<JsonObject> answer : answers) {
      for (Map.Entry<String, Object> count : answer.result()) {
        sums.merge(count.getKey(), (Integer) count.getValue(), Integer::sum);
      }
    }
    return sums;
  }
}
