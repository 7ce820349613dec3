package io.feedhorn.hub;

import io.feedhorn.model.Topic;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Counts the readers of topics over all event loops of this node, by asking each one's hub. Safe on
 * any thread: no loop looks into another's memory.
 */
public final class Census {
  private static final String ADDRESS = "feedhorn.census.";

  private final Vertx vertx;
  private final int hubs;

  /**
   * @param hubs the number of hubs, numbered from 0
   */
  public Census(Vertx vertx, int hubs) {
    this.vertx = vertx;
    this.hubs = hubs;
  }

  /** Lets a hub be asked. Called on the hub's event loop. */
  public Future<Void> answerFor(Hub hub, int number) {
    return vertx
        .eventBus()
        .localConsumer(ADDRESS + number, (Message<JsonArray> asked) -> answer(hub, asked))
        .completion();
  }

  /** How many connections hear each topic. A loop that does not answer counts as having none. */
  public Future<Map<String, Integer>> subscribers(List<String> topics) {
    List<Future<JsonObject>> answers =
        IntStream.range(0, hubs).mapToObj(number -> ask(number, topics)).toList();
    return Future.all(answers).map(all -> sum(answers));
  }

  private Future<JsonObject> ask(int number, List<String> topics) {
    return vertx
        .eventBus()
        .<JsonObject>request(ADDRESS + number, new JsonArray(topics))
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
