package io.feedhorn.push;

import io.feedhorn.model.Update;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides which node of a cluster sends the pushes of a notification: the one that orders its feed.
 * That one tells the others what it has finished. If it dies, the next one sends the rest: before,
 * it asks the others, because the former node may be alive and sending. So a push is sent at least
 * once, and again only if its sender died before it could report it. Owned by the writer's event
 * loop.
 */
final class PushTakeover {
  static final int TICK_MILLIS = 200;

  private static final Logger LOG = LoggerFactory.getLogger(PushTakeover.class);
  private static final String ADDRESS = "feedhorn.push@";
  private static final String FINISHED = "finished";
  private static final String ASKED = "asked";
  private static final String SENDING = "sending";
  private static final int MAX_ASKED = 1_000;
  private static final DeliveryOptions TIMEOUT = new DeliveryOptions().setSendTimeout(2_000);

  private static final Future<JsonObject> NOTHING = Future.succeededFuture(new JsonObject());

  private final PushNodes nodes;
  private final Predicate<String> orders;
  private final Function<Update, Future<?>> sender;
  private final UnfinishedPushes unfinished = new UnfinishedPushes();
  private boolean asking;

  /**
   * @param orders true for the feeds that this node orders
   * @param sender starts to send the pushes of a notification; fails if they are not accepted
   */
  PushTakeover(PushNodes nodes, Predicate<String> orders, Function<Update, Future<?>> sender) {
    this.nodes = nodes;
    this.orders = orders;
    this.sender = sender;
  }

  Future<?> start(Vertx vertx) {
    EventBus bus = vertx.eventBus();
    tick(vertx);
    return bus.<JsonObject>consumer(ADDRESS + nodes.self(), this::onMessage).completion();
  }

  /** Checks again and again. Not periodic: after a suspension there is one check, not many. */
  private void tick(Vertx vertx) {
    check(vertx.eventBus());
    vertx.setTimer(TICK_MILLIS, timer -> tick(vertx));
  }

  /** Sends the pushes of a notification, or leaves that to the node that orders its feed. */
  void onPublished(Update update) {
    if (orders.test(update.topic().feed())) {
      send(update);
    } else {
      unfinished.onSentElsewhere(update);
    }
  }

  private void send(Update update) {
    unfinished.onSending(update);
    sender.apply(update).onFailure(refused -> unfinished.onSentElsewhere(update));
  }

  /** Notes that nothing is left to do for a notification that this node sends. */
  void onFinished(Update update) {
    unfinished.onFinished(update);
  }

  private void check(EventBus bus) {
    List<String> finished = unfinished.takeUnreported();
    if (!finished.isEmpty()) {
      JsonObject report = new JsonObject().put(FINISHED, new JsonArray(finished));
      nodes.others().get().forEach(node -> ask(bus, node, report));
    }
    List<Update> overdue = unfinished.overdue(orders).stream().limit(MAX_ASKED).toList();
    if (!overdue.isEmpty() && !asking) {
      asking = true;
      takeOver(bus, overdue).onComplete(done -> asking = false);
    }
  }

  private Future<?> takeOver(EventBus bus, List<Update> overdue) {
    JsonObject question =
        new JsonObject()
            .put(ASKED, new JsonArray(overdue.stream().map(UnfinishedPushes::id).toList()));
    List<Future<JsonObject>> answers =
        nodes.others().get().stream().map(node -> ask(bus, node, question)).toList();
    return Future.all(answers)
        .onSuccess(
            all -> {
              answers.forEach(answer -> receive(answer.result()));
              sendRest(overdue);
            })
        // A node that has died does not answer, and is no member soon.
        .onFailure(failure -> LOG.debug("A node does not tell what it sends", failure));
  }

  private void receive(JsonObject answer) {
    unfinished.onFinishedElsewhere(texts(answer.getJsonArray(FINISHED)));
    texts(answer.getJsonArray(SENDING)).forEach(unfinished::onSendingElsewhere);
  }

  private void sendRest(List<Update> overdue) {
    List<Update> rest =
        overdue.stream()
            .filter(unfinished::isOverdue)
            .filter(update -> orders.test(update.topic().feed()))
            .toList();
    if (!rest.isEmpty()) {
      LOG.info("Sending the pushes of {} notifications that another node has left", rest.size());
      rest.forEach(this::send);
    }
  }

  private static Future<JsonObject> ask(EventBus bus, String node, JsonObject question) {
    try {
      return bus.<JsonObject>request(ADDRESS + node, question, TIMEOUT)
          .map(Message::body)
          .recover(failure -> isStarting(failure) ? NOTHING : Future.failedFuture(failure));
    } catch (IllegalStateException closing) {
      // Vert.x 5.0 throws it if the connection to a node that died is being closed.
      return Future.failedFuture(closing);
    }
  }

  /** Returns true if a node has no Web Push yet: it starts, or it is off there. */
  private static boolean isStarting(Throwable failure) {
    return failure instanceof ReplyException refused
        && refused.failureType() == ReplyFailure.NO_HANDLERS;
  }

  private void onMessage(Message<JsonObject> message) {
    unfinished.onFinishedElsewhere(texts(message.body().getJsonArray(FINISHED)));
    List<String> asked = texts(message.body().getJsonArray(ASKED));
    message.reply(
        new JsonObject()
            .put(FINISHED, new JsonArray(asked.stream().filter(unfinished::isFinished).toList()))
            .put(SENDING, new JsonArray(asked.stream().filter(unfinished::isSending).toList())));
  }

  private static List<String> texts(@Nullable JsonArray array) {
    return array == null ? List.of() : array.stream().map(String.class::cast).toList();
  }
}
