package io.feedhorn.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;

/** Asserts the form of refusals over HTTP (RFC 9457). */
final class ProblemAssert {
  private ProblemAssert() {}

  static void assertProblem(HttpResponse<String> answer, int status, String code) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
    assertProblem(answer.body(), status, code);
  }

  static void assertProblem(String body, int status, String code) {
    JsonObject problem = new JsonObject(body);
    assertThat(problem.fieldNames())
        .containsExactlyInAnyOrder("type", "title", "status", "detail", "code");
    assertThat(problem.getString("code")).isEqualTo(code);
    assertThat(problem.getInteger("status")).isEqualTo(status);
    assertThat(problem.getString("type")).contains(code);
    assertThat(problem.getString("title")).isNotBlank();
    assertThat(problem.getString("detail"))
        .hasSizeGreaterThan(10)
        .doesNotContain("Exception", "\tat ", "io.feedhorn", "java.");
  }
}
