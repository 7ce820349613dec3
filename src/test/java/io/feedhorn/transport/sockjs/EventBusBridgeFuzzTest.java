package io.feedhorn.transport.sockjs;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.feedhorn.LoopCalls;
import io.feedhorn.auth.Permissions;
import io.feedhorn.limits.Limits;
import io.feedhorn.log.FeedOptions;
import io.feedhorn.log.FeedRegistry;
import io.feedhorn.log.FeedsOptions;
import io.feedhorn.metrics.prometheus.PrometheusMetrics;
import io.feedhorn.model.Clock;
import io.feedhorn.model.DisconnectReason;
import io.feedhorn.publish.FeedWriterVerticle;
import io.feedhorn.transport.LoopContext;
import io.feedhorn.transport.OpenLoopContext;
import io.feedhorn.transport.netty.SharedFrame;
import io.vertx.core.Context;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** Messages of the event-bus bridge, one in each line, on one connection. */
class EventBusBridgeFuzzTest {
  private static final Set<String> ERRORS =
      Set.of(
          "access_denied",
          "address_already_registered",
          "invalid_json",
          "invalid_type",
          "max_handlers_reached",
          "missing_address",
          "missing_type",
          "rejected");

  private static Vertx vertx;
  private static Context loop;
  private static LoopContext loopContext;

  @BeforeAll
  static void open() {
    vertx = Vertx.vertx();
    loop = vertx.getOrCreateContext();
    PrometheusMetrics metrics = new PrometheusMetrics();
    FeedRegistry feeds =
        new FeedRegistry(
            new FeedsOptions(FeedOptions.DEFAULT, Map.of()), Clock.system(), new Random(1));
    vertx
        .deployVerticle(new FeedWriterVerticle(feeds, metrics, Limits.DEFAULT.messageBytes()))
        .await();
    loopContext =
        LoopCalls.call(
            loop,
            () -> OpenLoopContext.of(vertx, feeds, metrics, Limits.DEFAULT, Duration.ofDays(1)));
  }

  @AfterAll
  static void close() {
    vertx.close().await();
  }

  @FuzzTest
  void anyMessageIsProcessedOrRefused(byte[] bytes) {
    List<String> answers = answers(lines(bytes));

    for (String answer : answers) {
      JsonObject message = new JsonObject(answer);
      assertThat(message.getString("type")).as(answer).isIn("rec", "err");
      assertThat(message.getString("message", "")).doesNotStartWith("internal");
      if (message.containsKey("body") && message.getString("type").equals("err")) {
        assertThat(ERRORS).contains(message.getString("body"));
      }
    }
  }

  private static List<Buffer> lines(byte[] bytes) {
    List<Buffer> lines = new ArrayList<>();
    int start = 0;
    for (int i = 0; i <= bytes.length; i++) {
      if (i == bytes.length || bytes[i] == (byte) 10) {
        lines.add(Buffer.buffer(Arrays.copyOfRange(bytes, start, i)));
        start = i + 1;
      }
    }
    return lines;
  }

  private static List<String> answers(List<Buffer> lines) {
    Promise<List<String>> done = Promise.promise();
    loop.runOnContext(
        started -> {
          RecordingConnection connection = new RecordingConnection();
          try {
            EventBusBridge bridge =
                new EventBusBridge(
                    loopContext,
                    loopContext.limiter().at("127.0.0.1"),
                    connection,
                    "test",
                    Permissions.ALL);
            lines.forEach(bridge::receive);
            bridge.session().closed();
            done.complete(connection.sent);
          } catch (Throwable failure) {
            done.fail(failure);
          }
        });
    return done.future().await();
  }

  private static final class RecordingConnection implements BridgeConnection {
    private final List<String> sent = new ArrayList<>();

    @Override
    public boolean writable() {
      return true;
    }

    @Override
    public BridgeUpdateEncoder.Framing framing() {
      return BridgeUpdateEncoder.Framing.FRAME;
    }

    @Override
    public void write(SharedFrame update, BridgeSubscription subscription) {}

    @Override
    public void flush() {}

    @Override
    public void send(String message) {
      sent.add(message);
    }

    @Override
    public void beat() {}

    @Override
    public void disconnect(DisconnectReason reason, String text) {
      throw new AssertionError("disconnected: " + reason);
    }
  }
}
