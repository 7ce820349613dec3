package io.feedhorn.conform;

import io.feedhorn.client.HttpAnswer;
import io.feedhorn.client.ReadRequest;
import io.feedhorn.client.RequestRefusedException;
import io.feedhorn.client.Transport;
import io.feedhorn.json.JsonMessage;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Checks of refusals: status and stable code. */
final class ErrorChecks {
  static final List<ContractCheck> CHECKS =
      List.of(
          new ContractCheck(
              "refuse.topic",
              "An invalid topic or pattern is refused with bad_topic everywhere",
              ErrorChecks::topics),
          new ContractCheck(
              "refuse.cursor",
              "A malformed cursor, or one of other feeds, is refused with bad_cursor",
              ErrorChecks::cursors),
          new ContractCheck(
              "refuse.request",
              "Bad requests have their status and code, as application/problem+json",
              ErrorChecks::requests));

  private ErrorChecks() {}

  private static String topics(CheckContext context) throws InterruptedException {
    for (String topic :
        List.of("nosegments", "a..b", "a.", "a.b%20c", "%C3%A9.a", "a.b%E2%80%8B", "a.*")) {
      refused(context, "POST", "/v1/topics/" + topic, "1", 400, "bad_topic");
    }
    List<String> bad = List.of("nosegments", "*.a", ">.a", "a.>.b", "a..b", "a.b c", "a.b*");
    return context.forEach(
        context.transports(transport -> !transport.isEventBus()),
        transport -> {
          for (String pattern : bad) {
            requireRefused(context, transport, ReadRequest.of(pattern), "bad_topic");
          }
        });
  }

  private static String cursors(CheckContext context) throws InterruptedException {
    String topic = context.prefix() + ".a";
    String good = context.publish(topic, "1").cursor();
    String feed = topic.substring(0, topic.indexOf('.'));
    List<String> bad =
        List.of(
            "nonsense",
            feed + ":abcd",
            feed + ":abcd:-1",
            feed + ":ABCD:1",
            good + ",",
            good + ":1",
            "stranger:abcd:1");
    return context.forEach(
        context.transports(transport -> !transport.isEventBus()),
        transport -> {
          for (String cursor : bad) {
            requireRefused(context, transport, ReadRequest.of(topic).since(cursor), "bad_cursor");
          }
        });
  }

  private static void requireRefused(
      CheckContext context, Transport transport, ReadRequest request, String expected) {
    String code = "none: it was accepted";
    try {
      context.open(transport, request).close();
    } catch (RequestRefusedException refused) {
      code = refused.code();
    }
    CheckFailed.requireEqual("the code for " + request.pollQuery(), expected, code);
  }

  private static String requests(CheckContext context) {
    String topic = context.prefix() + ".a";
    String path = "/v1/topics/" + topic;
    String updates = "/v1/updates?topics=" + topic;
    refused(context, "POST", path, "not json", 400, "bad_json");
    refused(context, "POST", path, "", 400, "bad_json");
    refused(context, "POST", path, "1 2", 400, "bad_json");
    refused(context, "POST", path, "1", 415, "unsupported_type", "Content-Type", "image/png");
    refused(context, "PUT", path, null, 405, "method_not_allowed");
    refused(context, "POST", "/v1/time", "1", 405, "method_not_allowed");
    refused(context, "GET", path, null, 404, "not_found");
    refused(context, "GET", "/v1/" + context.prefix(), null, 404, "not_found");
    refused(context, "GET", "/v1/updates", null, 400, "bad_request");
    refused(context, "GET", updates + "&limit=0", null, 400, "bad_request");
    refused(context, "GET", updates + "&limit=5001", null, 400, "bad_request");
    refused(context, "GET", updates + "&wait=-1", null, 400, "bad_request");
    refused(context, "GET", updates + "&wait=soon", null, 400, "bad_request");
    refused(context, "GET", updates + "&conflate=perhaps", null, 400, "bad_request");
    if (context.transports().contains(Transport.SSE)) {
      refused(
          context, "GET", "/v1/stream?topics=" + topic + "&maxRate=0", null, 400, "bad_request");
    }
    return "";
  }

  private static void refused(
      CheckContext context,
      String method,
      String path,
      @Nullable String body,
      int status,
      String code,
      String... headers) {
    HttpAnswer answer = context.client().send(method, path, body, headers);
    String what = method + " " + path + (body == null ? "" : " '" + body + "'");
    CheckFailed.requireEqual("the status for " + what, status, answer.status());
    String type = String.valueOf(answer.header("Content-Type"));
    CheckFailed.require(
        type.startsWith("application/problem+json"),
        "the Content-Type of the refusal of " + what + " is " + type);
    JsonMessage problem = answer.json();
    CheckFailed.requireEqual("the code for " + what, code, problem.optionalString("code"));
    CheckFailed.requireEqual(
        "'status' for " + what, Integer.toString(status), problem.raw("status"));
    for (String field : List.of("type", "title", "detail")) {
      CheckFailed.require(problem.has(field), "no '" + field + "' in " + answer.excerpt());
    }
  }
}
