package io.feedhorn.conform;

import io.feedhorn.client.HttpAnswer;
import io.feedhorn.client.PublishReceipt;
import io.feedhorn.client.ReadRequest;
import io.feedhorn.client.Transport;
import io.feedhorn.client.UpdateReader;
import java.util.List;

/** Checks of deleted topics, over every transport. */
final class DeletionChecks {
  private static final int NOT_FOUND = 404;

  static final List<ContractCheck> CHECKS =
      List.of(
          new ContractCheck(
              "publish.delete",
              "A deletion is an update in order, the topic is 404 after it, and its seq goes on",
              DeletionChecks::delete),
          new ContractCheck(
              "publish.delete-unknown",
              "Deleting a topic that is not there is not_found",
              DeletionChecks::unknown));

  private DeletionChecks() {}

  private static String delete(CheckContext context) throws InterruptedException {
    return context.forEach(context.transports(), transport -> on(context, transport));
  }

  private static void on(CheckContext context, Transport transport) {
    String topic = context.prefix() + ".a";
    PublishReceipt first = context.publish(topic, "1");
    try (UpdateReader reader = context.open(transport, ReadRequest.of(topic))) {
      context.expect(reader, List.of(first.update("1")));
      PublishReceipt deletion = PublishReceipt.of(send(context, topic).requireStatus(200).body());
      CheckFailed.requireEqual("seq of the deletion", first.seq() + 1, deletion.seq());
      context.expect(reader, List.of(deletion.update("")));
      requireMissing(context.client().get("/v1/topics/" + topic));
      PublishReceipt again = context.publish(topic, "2");
      CheckFailed.requireEqual("seq after the deletion", deletion.seq() + 1, again.seq());
      context.expect(reader, List.of(again.update("2")));
      try (UpdateReader resumed =
          context.open(transport, ReadRequest.of(topic).since(first.cursor()))) {
        context.expect(resumed, List.of(deletion.update(""), again.update("2")));
      }
    }
  }

  private static String unknown(CheckContext context) {
    String topic = context.prefix() + ".a";
    requireMissing(send(context, topic));
    context.publish(topic, "1");
    send(context, topic).requireStatus(200);
    requireMissing(send(context, topic));
    return "";
  }

  private static HttpAnswer send(CheckContext context, String topic) {
    return context.client().send("DELETE", "/v1/topics/" + topic, null);
  }

  private static void requireMissing(HttpAnswer answer) {
    CheckFailed.requireEqual(
        "the code", "not_found", answer.requireStatus(NOT_FOUND).json().optionalString("code"));
  }
}
