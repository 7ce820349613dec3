package io.feedhorn.transport.sockjs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.feedhorn.auth.AuthOptions;
import io.feedhorn.auth.Authenticator;
import io.feedhorn.auth.Authorizer;
import io.feedhorn.auth.JwksVerticle;
import io.feedhorn.auth.Permissions;
import io.feedhorn.hub.Hub;
import io.feedhorn.limits.ClientLimiter;
import io.feedhorn.limits.Limits;
import io.feedhorn.log.FeedOptions;
import io.feedhorn.log.FeedRegistry;
import io.feedhorn.log.FeedsOptions;
import io.feedhorn.metrics.prometheus.PrometheusMetrics;
import io.feedhorn.model.Clock;
import io.feedhorn.model.DeliveryMode;
import io.feedhorn.publish.FeedWriterVerticle;
import io.feedhorn.publish.PublishService;
import io.feedhorn.publish.Receipt;
import io.feedhorn.transport.HeartbeatTimer;
import io.feedhorn.transport.LoopContext;
import io.feedhorn.transport.netty.SharedFrame;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** When a connection is flushed that has several addresses, and how far it is told to be. */
class EventBusBridgeTest {
  private static final int BYTES = 10_000;

  private final Vertx vertx = Vertx.vertx();
  private final Context loop = vertx.getOrCreateContext();
  private final PublishService publishService = new PublishService(vertx.eventBus(), BYTES);
  private final PrometheusMetrics meters = new PrometheusMetrics();
  private Recording link;
  private EventBusBridge bridge;

  @BeforeEach
  void connect() {
    FeedOptions options =
        new FeedOptions(DeliveryMode.LATEST, BYTES, Duration.ofDays(1), "no-cache");
    FeedRegistry feeds =
        new FeedRegistry(new FeedsOptions(options, Map.of()), Clock.system(), new Random());
    done(vertx.deployVerticle(new FeedWriterVerticle(feeds, meters, BYTES)));
    link = new Recording();
    bridge =
        onLoop(
            () -> {
              Hub hub = new Hub(vertx, feeds, meters, BYTES);
              HeartbeatTimer heartbeat = new HeartbeatTimer(vertx, Duration.ofDays(1));
              ClientLimiter limiter =
                  new ClientLimiter(Limits.DEFAULT, request -> "", System::nanoTime);
              JwksVerticle none = new JwksVerticle(AuthOptions.OPEN);
              Authenticator authenticator =
                  new Authenticator(vertx, AuthOptions.OPEN, none, Clock.system());
              Authorizer authorizer = new Authorizer(AuthOptions.OPEN);
              LoopContext loopContext =
                  new LoopContext(
                      vertx,
                      hub,
                      publishService,
                      heartbeat,
                      Limits.DEFAULT,
                      limiter,
                      authenticator,
                      authorizer);
              return new EventBusBridge(
                  loopContext, limiter.at("127.0.0.1"), link, "test", Permissions.ALL);
            });
  }

  @AfterEach
  void disconnect() {
    done(vertx.close());
    meters.close();
  }

  @Test
  void whatATurnHasForSeveralAddressesIsFlushedOnce() {
    register("t.a", null);
    register("t.*", null);
    register("t.>", null);

    publish();

    awaitEvents("write", "write", "write", "flush");
  }

  @Test
  void theNextTurnIsFlushedAgain() {
    register("t.a", null);
    publish();
    awaitEvents("write", "flush");

    publish();

    awaitEvents("write", "flush", "write", "flush");
  }

  @Test
  void aLinkThatIsFullIsFlushedAtOnceAndTakesMoreInTheSameTurn() {
    Receipt first = publish();
    publish();
    publish();
    onLoop(() -> link.room = 1);

    register("t.a", first.cursor().toString());

    awaitEvents("write", "flush", "write", "flush");
  }

  @Test
  void aPingThatNamesAReplyAddressIsToldHowFarAllAddressesAre() {
    register("t.a", null);
    register("t.b", null);
    Receipt newest = publish();
    awaitEvents("write", "flush");

    String answer = answer("{\"type\":\"ping\",\"replyAddress\":\"pong\"}");

    assertThat(answer)
        .startsWith("{\"type\":\"rec\",\"address\":\"pong\",\"body\":{\"now\":")
        .endsWith(",\"cursor\":\"" + newest.cursor() + "\"}}");
  }

  @Test
  void aPingIsToldNothingOfWhereItIsWhileSomethingWaits() {
    Receipt first = publish();
    publish();
    onLoop(() -> link.room = 0);
    register("t.a", first.cursor().toString());
    register("t.b", null);

    assertThat(answer("{\"type\":\"ping\",\"replyAddress\":\"pong\"}"))
        .endsWith(",\"cursor\":\"\"}}");
  }

  @Test
  void aPingWithoutAReplyAddressIsNotAnswered() {
    say("{\"type\":\"ping\"}");

    awaitEvents();
  }

  @Test
  void aRegistrationThatNamesAReplyAddressIsToldFirstWhetherEverythingIsThere() {
    Receipt first = publish();
    publish();

    say(
        "{\"type\":\"register\",\"address\":\"t.a\",\"replyAddress\":\"r\",\"headers\":{\"since\":\"%s\"}}"
            .formatted(first.cursor()));

    String end = first.cursor().toString().replaceFirst("1$", "2");
    awaitEvents(
        "{\"type\":\"rec\",\"address\":\"r\",\"body\":{\"cursor\":\"%s\",\"recovered\":true}}"
            .formatted(end),
        "write",
        "flush");
  }

  @Test
  void aRegistrationMayAskForTheNewestOnly() {
    Receipt first = publish();
    publish();
    publish();

    say(
        "{\"type\":\"register\",\"address\":\"t.a\",\"headers\":{\"since\":\"%s\",\"conflate\":true}}"
            .formatted(first.cursor()));

    awaitEvents("write", "flush");
  }

  private void say(String message) {
    onLoop(
        () -> {
          bridge.receive(message);
          return true;
        });
  }

  private String answer(String message) {
    return onLoop(
        () -> {
          bridge.receive(message);
          return link.events.get(link.events.size() - 1);
        });
  }

  private void register(String address, @Nullable String since) {
    String headers = since == null ? "{}" : "{\"since\":\"" + since + "\"}";
    say("{\"type\":\"register\",\"address\":\"%s\",\"headers\":%s}".formatted(address, headers));
  }

  private Receipt publish() {
    return done(publishService.publish("t.a", "1"));
  }

  private void awaitEvents(String... events) {
    await()
        .untilAsserted(
            () -> assertThat(onLoop(() -> List.copyOf(link.events))).containsExactly(events));
  }

  private <T> T onLoop(Callable<T> action) {
    Promise<T> result = Promise.promise();
    loop.runOnContext(
        turn -> {
          try {
            result.complete(action.call());
          } catch (Exception failure) {
            result.fail(failure);
          }
        });
    return done(result.future());
  }

  private static <T> T done(Future<T> future) {
    try {
      return future.await(20, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw new AssertionError("nothing came in 20 s", e);
    }
  }

  /** A link that has room for some updates until it is flushed. */
  private static final class Recording implements BridgeConnection {
    private final List<String> events = new ArrayList<>();
    private int room = Integer.MAX_VALUE;
    private int unflushed;

    @Override
    public boolean writable() {
      return unflushed < room;
    }

    @Override
    public BridgeUpdateEncoder.Framing shape() {
      return BridgeUpdateEncoder.Framing.FRAME;
    }

    @Override
    public void write(SharedFrame update, BridgeSubscription of) {
      unflushed++;
      events.add("write");
    }

    @Override
    public void flush() {
      unflushed = 0;
      events.add("flush");
    }

    @Override
    public void send(String message) {
      events.add(message);
    }

    @Override
    public void close(short code, String reason) {
      events.add("close");
    }
  }
}
