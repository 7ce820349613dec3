package io.feedhorn.conform;

import io.feedhorn.model.JsonFields;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The stable codes of what is refused over HTTP. */
final class RefusalClaims {
  static final List<Claim> CLAIMS =
      List.of(
          new Claim(
              "refuse.topic",
              "What is no topic, or no pattern, is bad_topic everywhere",
              RefusalClaims::topics),
          new Claim(
              "refuse.cursor",
              "A cursor that cannot be read, or is of no feed asked for, is bad_cursor",
              RefusalClaims::cursors),
          new Claim(
              "refuse.request",
              "Bad requests have their status and code, as application/problem+json",
              RefusalClaims::requests));

  private RefusalClaims() {}

  private static String topics(Bench bench) throws InterruptedException {
    for (String topic : List.of("nosegments", "a..b", "a.", "a.b%20c", "a.%C3%A9", "a.*")) {
      refused(bench, "POST", "/v1/topics/" + topic, "1", 400, "bad_topic");
    }
    List<String> bad = List.of("nosegments", "*.a", ">.a", "a.>.b", "a..b", "a.b c", "a.b*");
    return bench.each(
        bench.transports(transport -> !transport.isBus()),
        transport -> {
          for (String pattern : bad) {
            requireRefused(bench, transport, Ask.of(pattern), "bad_topic");
          }
        });
  }

  private static String cursors(Bench bench) throws InterruptedException {
    String topic = bench.prefix() + ".a";
    String good = bench.publish(topic, "1").cursor();
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
    return bench.each(
        bench.transports(transport -> !transport.isBus()),
        transport -> {
          for (String cursor : bad) {
            requireRefused(bench, transport, Ask.of(topic).since(cursor), "bad_cursor");
          }
        });
  }

  private static void requireRefused(Bench bench, Transport transport, Ask ask, String expected) {
    String code = "none: it was taken";
    try {
      transport.open(bench.target(), ask).close();
    } catch (Refused refused) {
      code = refused.code();
    }
    Broken.unlessSame("the code for " + ask.query(), expected, code);
  }

  private static String requests(Bench bench) {
    String topic = bench.prefix() + ".a";
    String path = "/v1/topics/" + topic;
    String updates = "/v1/updates?topics=" + topic;
    refused(bench, "POST", path, "not json", 400, "bad_json");
    refused(bench, "POST", path, "", 400, "bad_json");
    refused(bench, "POST", path, "1 2", 400, "bad_json");
    refused(bench, "POST", path, "1", 415, "unsupported_type", "Content-Type", "image/png");
    refused(bench, "DELETE", path, null, 405, "method_not_allowed");
    refused(bench, "POST", "/v1/time", "1", 405, "method_not_allowed");
    refused(bench, "GET", path, null, 404, "not_found");
    refused(bench, "GET", "/v1/" + bench.prefix(), null, 404, "not_found");
    refused(bench, "GET", "/v1/updates", null, 400, "bad_request");
    refused(bench, "GET", updates + "&limit=0", null, 400, "bad_request");
    refused(bench, "GET", updates + "&limit=5001", null, 400, "bad_request");
    refused(bench, "GET", updates + "&wait=-1", null, 400, "bad_request");
    refused(bench, "GET", updates + "&wait=soon", null, 400, "bad_request");
    refused(bench, "GET", updates + "&conflate=perhaps", null, 400, "bad_request");
    if (bench.transports().contains(Transport.SSE)) {
      refused(bench, "GET", "/v1/stream?topics=" + topic + "&maxRate=0", null, 400, "bad_request");
    }
    return "";
  }

  private static void refused(
      Bench bench,
      String method,
      String path,
      @Nullable String body,
      int status,
      String code,
      String... headers) {
    Answer answer = bench.target().send(method, path, body, headers);
    String what = method + " " + path + (body == null ? "" : " '" + body + "'");
    Broken.unlessSame("the status for " + what, status, answer.status());
    String type = String.valueOf(answer.header("Content-Type"));
    Broken.unless(
        type.startsWith("application/problem+json"),
        "the Content-Type of the refusal of " + what + " is " + type);
    JsonFields problem = answer.json();
    Broken.unlessSame("the code for " + what, code, problem.optionalString("code"));
    Broken.unlessSame("'status' for " + what, Integer.toString(status), problem.raw("status"));
    for (String field : List.of("type", "title", "detail")) {
      Broken.unless(problem.has(field), "no '" + field + "' in " + answer.shown());
    }
  }
}
