package io.feedhorn.conform;

import io.feedhorn.client.BridgeCarrier;
import io.feedhorn.client.BridgeReader;
import io.feedhorn.client.HttpAnswer;
import io.feedhorn.client.PollingReader;
import io.feedhorn.client.PublishReceipt;
import io.feedhorn.client.ReadRequest;
import io.feedhorn.client.ReceivedUpdate;
import io.feedhorn.client.TextSocketClient;
import io.feedhorn.client.Transport;
import io.feedhorn.client.UpdateReader;
import io.feedhorn.client.WebSocketReader;
import io.feedhorn.json.JsonMessage;
import io.feedhorn.model.Cursor;
import io.feedhorn.model.Position;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;

/** Checks of publishing over every transport. */
final class PublishChecks {
  static final List<ContractCheck> CHECKS =
      List.of(
          new ContractCheck(
              "publish.receipt",
              "A publish is answered 201 with topic, offset, seq, cursor and ts",
              PublishChecks::receipt),
          new ContractCheck(
              "publish.offsets",
              "Offsets of a feed grow by 1, seq of a topic by 1",
              PublishChecks::offsets),
          new ContractCheck(
              "publish.batch",
              "A batch has an answer for each line, in order, and a bad line spoils no other",
              PublishChecks::batch),
          new ContractCheck(
              "publish.idempotent",
              "A repeat with the same Idempotency-Key gets the first answer, publishes nothing",
              PublishChecks::idempotent),
          new ContractCheck(
              "publish.websocket",
              "A publish on the WebSocket is answered with the same fields, and its id",
              PublishChecks::webSocket),
          new ContractCheck(
              "publish.bus",
              "send(feedhorn.publish) on the bus replies with the same object; publish() publishes",
              PublishChecks::bus));

  private PublishChecks() {}

  private static String receipt(CheckContext context) {
    String topic = context.prefix() + ".a";
    PublishReceipt receipt = context.publish(topic, "1");
    CheckFailed.requireEqual("the receipt's topic", topic, receipt.topic());
    CheckFailed.requireEqual("the first seq of a topic", 1L, receipt.seq());
    String feed = topic.substring(0, topic.indexOf('.'));
    Position position = Cursor.parse(receipt.cursor()).position(feed);
    CheckFailed.require(
        position != null && position.offset() == receipt.offset(),
        "the cursor " + receipt.cursor() + " is not at offset " + receipt.offset());
    return "";
  }

  private static String offsets(CheckContext context) {
    String prefix = context.prefix();
    List<PublishReceipt> receipts = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      receipts.add(context.publish(prefix + ".t" + i % 3, Integer.toString(i)));
    }
    for (int i = 0; i < receipts.size(); i++) {
      PublishReceipt receipt = receipts.get(i);
      CheckFailed.requireEqual("seq of " + receipt.topic(), i / 3 + 1L, receipt.seq());
      long before = i == 0 ? receipt.offset() - 1 : receipts.get(i - 1).offset();
      boolean next =
          context.ownFeeds() ? receipt.offset() == before + 1 : receipt.offset() > before;
      CheckFailed.require(next, "after offset " + before + " came " + receipt.offset());
    }
    if (context.ownFeeds()) {
      CheckFailed.requireEqual("the first offset of a feed", 1L, receipts.get(0).offset());
    }
    return context.ownFeeds() ? "" : "others may publish on these feeds: gaps were not judged";
  }

  private static String batch(CheckContext context) {
    String topic = context.prefix() + ".a";
    String good = "{\"topic\":\"%s\",\"data\":%d}\n";
    String lines =
        good.formatted(topic, 1)
            + "{\"topic\":\"nosegments\",\"data\":2}\n"
            + "not json\n"
            + "{\"topic\":\""
            + topic
            + "\"}\n"
            + good.formatted(topic, 5);
    HttpAnswer answer =
        context.client().post("/v1/publish", lines, "Content-Type", "application/x-ndjson");
    List<String> receipts = answer.requireStatus(200).body().lines().toList();
    CheckFailed.requireEqual("lines of the answer to 5 lines", 5, receipts.size());
    PublishReceipt first = PublishReceipt.of(receipts.get(0));
    PublishReceipt last = PublishReceipt.of(receipts.get(4));
    CheckFailed.requireEqual("seq of the last line", first.seq() + 1, last.seq());
    List<String> codes = List.of("bad_topic", "bad_json", "bad_request");
    for (int i = 0; i < codes.size(); i++) {
      String code = JsonMessage.parse(receipts.get(i + 1)).optionalString("code");
      CheckFailed.requireEqual("the code of line " + (i + 2), codes.get(i), code);
    }
    return "";
  }

  private static String idempotent(CheckContext context) {
    String topic = context.prefix() + ".a";
    String key = topic + "-key";
    HttpAnswer first = context.client().post("/v1/topics/" + topic, "1", "Idempotency-Key", key);
    HttpAnswer again = context.client().post("/v1/topics/" + topic, "1", "Idempotency-Key", key);
    CheckFailed.requireEqual(
        "the answer to the repeat",
        first.requireStatus(201).body(),
        again.requireStatus(201).body());
    PublishReceipt next = context.publish(topic, "2");
    CheckFailed.requireEqual(
        "seq of the next publish", PublishReceipt.of(first.body()).seq() + 1, next.seq());
    HttpAnswer other =
        context.client().post("/v1/topics/" + topic, "3", "Idempotency-Key", key + "2");
    CheckFailed.requireEqual(
        "seq with another key",
        next.seq() + 1,
        PublishReceipt.of(other.requireStatus(201).body()).seq());
    return "";
  }

  private static String webSocket(CheckContext context) {
    context.requireTransport(Transport.WEBSOCKET);
    String topic = context.prefix() + ".a";
    TextSocketClient socket = WebSocketReader.connect(context.client());
    try {
      for (String id : List.of("7", "\"seven\"")) {
        socket.send(
            "{\"type\":\"publish\",\"id\":%s,\"topic\":\"%s\",\"data\":%s}"
                .formatted(id, topic, id));
        String text = socket.receive("'published'");
        JsonMessage answer = JsonMessage.parse(text);
        CheckFailed.requireEqual("the type in " + text, "published", answer.optionalString("type"));
        CheckFailed.requireEqual("the id in " + text, id, answer.raw("id"));
        requireNewest(context, PublishReceipt.of(text), id);
      }
    } finally {
      socket.close();
    }
    return "";
  }

  private static String bus(CheckContext context) throws InterruptedException {
    List<Transport> buses = context.transports(Transport::isEventBus);
    return context.forEach(buses, transport -> onBus(context, transport));
  }

  private static void onBus(CheckContext context, Transport transport) {
    String topic = context.prefix() + ".a";
    BridgeCarrier wire =
        transport == Transport.SOCKJS
            ? BridgeCarrier.sockJs(context.client())
            : BridgeCarrier.webSocket(context.client());
    try {
      JsonObject body = new JsonObject().put("topic", topic).put("data", 1);
      wire.send(
          BridgeReader.message("send", "feedhorn.publish")
              .put("replyAddress", "reply-1")
              .put("body", body)
              .encode());
      String text = wire.poll(context.options().patience());
      CheckFailed.require(text != null, "no reply to a send");
      JsonMessage reply = JsonMessage.parse(String.valueOf(text));
      CheckFailed.requireEqual("the type of the reply", "rec", reply.optionalString("type"));
      CheckFailed.requireEqual(
          "the address of the reply", "reply-1", reply.optionalString("address"));
      PublishReceipt receipt = PublishReceipt.of(String.valueOf(reply.raw("body")));
      requireNewest(context, receipt, "1");
      String since = receipt.cursor();
      wire.send(BridgeReader.message("publish", topic).put("body", 2).encode());
      requirePublished(context, topic, since, "2");
    } finally {
      wire.close();
    }
  }

  private static void requirePublished(
      CheckContext context, String topic, String since, String data) {
    try (UpdateReader reader =
        new PollingReader(context.client(), ReadRequest.of(topic).since(since), 1)) {
      CheckFailed.requireEqual(
          "the value that publish() published",
          data,
          ReceivedUpdate.of(context.read(reader, 1).get(0)).data());
    }
  }

  private static void requireNewest(CheckContext context, PublishReceipt receipt, String data) {
    String snapshot =
        context.client().get("/v1/topics/" + receipt.topic()).requireStatus(200).body();
    CheckFailed.requireEqual("the snapshot after the publish", receipt.update(data), snapshot);
  }
}
