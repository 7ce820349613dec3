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
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Counts the readers of topics over all event loops of all nodes, by asking each one's hub. Safe on
 * any thread: no loop looks into another's memory.
 */
public final class SubscriberCounter {
  private static final String ADDRESS = "feedhorn.census.";

  private static final String NODE = "feedhorn.census@";
  private static final DeliveryOptions THERE = new DeliveryOptions().setSendTimeout(1_000);
  private static final DeliveryOptions HERE = new DeliveryOptions().setLocalOnly(true);

  private final Vertx vertx;
  private final int hubs;
  private final @Nullable String self;
  private final Supplier<List<String>> others;

  /**
   * The census of a node that is alone.
   *
   * @param hubs the number of hubs, numbered from 0
   */
  public SubscriberCounter(Vertx vertx, int hubs) {
    this(vertx, hubs, null, List::of);
  }

  /**
   * The census of all nodes.
   *
   * @param hubs the number of hubs of this node, numbered from 0
   * @param self this node's name, at which the others ask it
   * @param others the names of the other nodes now
   */
  public SubscriberCounter(
      Vertx vertx, int hubs, @Nullable String self, Supplier<List<String>> others) {
    this.vertx = vertx;
    this.hubs = hubs;
    this.self = self;
    this.others = others;
  }

  /** Lets the other nodes ask. Called once, when there are hubs. */
  public Future<Void> open() {
    return self == null
        ? Future.succeededFuture()
        : vertx
            .eventBus()
            .consumer(NODE + self, (Message<JsonArray> asked) -> answer(asked))
            .completion();
  }

  private void answer(Message<JsonArray> asked) {
    here(asked.body()).onSuccess(asked::reply);
  }

  /** Lets a hub be asked. Called on the hub's event loop. */
  public Future<Void> answerFor(Hub hub, int number) {
    return vertx
        .eventBus()
        .localConsumer(ADDRESS + number, (Message<JsonArray> asked) -> answer(hub, asked))
        .completion();
  }

  /**
   * How many connections hear each topic. A loop, or a node, that does not answer counts as having
   * none.
   */
  public Future<Map<String, Integer>> subscribers(List<String> topics) {
    JsonArray asked = new JsonArray(topics);
    List<Future<JsonObject>> answers = new ArrayList<>();
    answers.add(here(asked));
    others.get().forEach(node -> answers.add(ask(NODE + node, asked, THERE)));
    return Future.all(answers).map(all -> sum(answers));
  }

  private Future<JsonObject> here(JsonArray topics) {
    List<Future<JsonObject>> answers =
        IntStream.range(0, hubs).mapToObj(number -> ask(ADDRESS + number, topics, HERE)).toList();
    return Future.all(answers)
        .map(
            all -> {
              JsonObject counts = new JsonObject();
              sum(answers).forEach(counts::put);
              return counts;
            });
  }

  private Future<JsonObject> ask(String address, JsonArray topics, DeliveryOptions how) {
    return vertx
        .eventBus()
        .<JsonObject>request(address, topics, how)
        .map(Message::body)
        .otherwise(new JsonObject());
  }

  private static void answer(Hub hub, Message<JsonArray> asked) {
    JsonObject counts = new JsonObject();
    for (Object name : asked.body()) {
      Topic topic = Topic.parse((String) name);
      counts.put(topic.name(), hub.subscribers(topic.feed(), topic.name()));
    }
    asked.reply(counts);
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
