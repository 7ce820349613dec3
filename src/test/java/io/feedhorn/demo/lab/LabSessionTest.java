package io.feedhorn.demo.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.LoopCalls;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The simulated network of one page. */
@Timeout(60)
class LabSessionTest {
  private static final LabRequest NONE = request("{}");
  private static final LabRequest SLOW = request("{\"handicap\":{\"delay\":10}}");
  private static final LabRequest SLOWER = request("{\"handicap\":{\"delay\":20}}");

  /** No machine has it (RFC 5737), so nothing can listen on it. */
  private static final String FOREIGN = "192.0.2.1";

  private final Vertx vertx = Vertx.vertx();
  private final Context loop = vertx.getOrCreateContext();

  @AfterEach
  void close() {
    LoopCalls.await(vertx.close());
  }

  private static LabRequest request(String json) {
    return LabRequest.parse(new JsonObject(json));
  }

  private LabSession session(String host) {
    return new LabSession(vertx, "a1", 1, host, 1);
  }

  /** Returns the answers to requests that come before the first of them is answered. */
  private List<Future<JsonObject>> together(LabSession session, LabRequest... requests) {
    return LoopCalls.call(loop, () -> List.of(requests).stream().map(session::update).toList());
  }

  private static int port(Future<JsonObject> answer) {
    return LoopCalls.await(answer).getInteger("port");
  }

  @Test
  void requestsThatComeWhileThePortIsOpenedHaveIt() {
    LabSession session = session("127.0.0.1");
    List<Future<JsonObject>> answers = together(session, SLOW, SLOWER, NONE);

    int first = port(answers.get(0));
    assertThat(first).isPositive();
    assertThat(port(answers.get(1))).isEqualTo(first);
    assertThat(port(answers.get(2))).isZero();
    assertThat(port(together(session, SLOW).get(0))).isEqualTo(first);
  }

  @Test
  void aPortThatCannotBeOpenedIsAnErrorOfEachRequest() {
    LabSession session = session(FOREIGN);
    for (int i = 0; i < 2; i++) {
      Future<JsonObject> answer = together(session, SLOW).get(0);
      assertThat(answer.toCompletionStage().toCompletableFuture())
          .failsWithin(Duration.ofSeconds(30));
    }
    assertThat(port(together(session, NONE).get(0))).isZero();
  }
}
