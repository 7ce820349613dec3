package io.feedhorn.demo;

import io.feedhorn.publish.Addresses;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** Stands in for the feeds' writers: keeps what is published, in order, and answers it or not. */
final class CapturingPublisher {
  private final List<JsonObject> letters = new CopyOnWriteArrayList<>();
  private final Consumer<Message<JsonObject>> answer;

  private CapturingPublisher(Vertx vertx, Consumer<Message<JsonObject>> answer) {
    this.answer = answer;
    vertx.eventBus().consumer(Addresses.PUBLISH, this::keep);
  }

  static CapturingPublisher on(Vertx vertx) {
    return new CapturingPublisher(vertx, CapturingPublisher::accept);
  }

  static CapturingPublisher thatNeverAnswers(Vertx vertx) {
    return new CapturingPublisher(vertx, letter -> {});
  }

  static CapturingPublisher thatRefuses(Vertx vertx) {
    return new CapturingPublisher(vertx, letter -> letter.fail(503, "unavailable: no writer"));
  }

  int size() {
    return letters.size();
  }

  List<String> topics() {
    return letters.stream().map(letter -> letter.getString("topic")).toList();
  }

  /** What was published on one topic. */
  List<JsonObject> on(String topic) {
    return letters.stream()
        .filter(letter -> letter.getString("topic").equals(topic))
        .map(letter -> letter.getJsonObject("data"))
        .toList();
  }

  private void keep(Message<JsonObject> letter) {
    letters.add(letter.body());
    answer.accept(letter);
  }

  private static void accept(Message<JsonObject> letter) {
    letter.reply(new JsonObject().put("topic", letter.body().getString("topic")).put("offset", 1));
  }
}
