package io.feedhorn.demo;

import io.feedhorn.publish.Addresses;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * A replacement of the feeds' writer that records publishes in order, and answers, fails or ignores
 * them.
 */
final class CapturingPublisher {
  private final List<JsonObject> published = new CopyOnWriteArrayList<>();
  private final Consumer<Message<JsonObject>> answer;

  private CapturingPublisher(Vertx vertx, Consumer<Message<JsonObject>> answer) {
    this.answer = answer;
    vertx.eventBus().consumer(Addresses.PUBLISH, this::keep);
  }

  static CapturingPublisher on(Vertx vertx) {
    return new CapturingPublisher(vertx, CapturingPublisher::accept);
  }

  static CapturingPublisher withoutReceipts(Vertx vertx) {
    return new CapturingPublisher(vertx, message -> {});
  }

  static CapturingPublisher withFailures(Vertx vertx) {
    return new CapturingPublisher(vertx, message -> message.fail(503, "unavailable: no writer"));
  }

  int size() {
    return published.size();
  }

  List<String> topics() {
    return published.stream().map(message -> message.getString("topic")).toList();
  }

  /** Returns the values published on one topic, in order. */
  List<JsonObject> on(String topic) {
    return published.stream()
        .filter(message -> message.getString("topic").equals(topic))
        .map(message -> message.getJsonObject("data"))
        .toList();
  }

  private void keep(Message<JsonObject> message) {
    published.add(message.body());
    answer.accept(message);
  }

  private static void accept(Message<JsonObject> message) {
    message.reply(
        new JsonObject().put("topic", message.body().getString("topic")).put("offset", 1));
  }
}
