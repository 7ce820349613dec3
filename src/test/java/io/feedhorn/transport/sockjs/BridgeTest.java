package io.feedhorn.transport.sockjs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.feedhorn.access.AccessOptions;
import io.feedhorn.access.Clients;
import io.feedhorn.access.Grant;
import io.feedhorn.access.Guard;
import io.feedhorn.access.KeyRing;
import io.feedhorn.access.Limits;
import io.feedhorn.hub.Hub;
import io.feedhorn.log.FeedCatalog;
import io.feedhorn.log.FeedOptions;
import io.feedhorn.log.Feeds;
import io.feedhorn.model.Clock;
import io.feedhorn.model.Delivery;
import io.feedhorn.ops.PrometheusMeters;
import io.feedhorn.publish.Door;
import io.feedhorn.publish.FeedVerticle;
import io.feedhorn.publish.Receipt;
import io.feedhorn.transport.Edge;
import io.feedhorn.transport.Framed;
import io.feedhorn.transport.Pulse;
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
class BridgeTest {
  private static final int BYTES = 10_000;

  private final Vertx vertx = Vertx.vertx();
  private final Context loop = vertx.getOrCreateContext();
  private final Door door = new Door(vertx.eventBus(), BYTES);
  private final PrometheusMeters meters = new PrometheusMeters();
  private Recording link;
  private Bridge bridge;

  @BeforeEach
  void connect() {
    FeedOptions options = new FeedOptions(Delivery.LATEST, BYTES, Duration.ofDays(1), "no-cache");
    Feeds feeds = new Feeds(new FeedCatalog(options, Map.of()), Clock.system(), new Random());
    done(vertx.deployVerticle(new FeedVerticle(feeds, meters, BYTES)));
    link = new Recording();
    bridge =
        onLoop(
            () -> {
              Hub hub = new Hub(vertx, feeds, meters, BYTES);
              Pulse pulse = new Pulse(vertx, Duration.ofDays(1));
              Clients clients = new Clients(Limits.DEFAULT, request -> "", System::nanoTime);
              KeyRing none = new KeyRing(AccessOptions.OPEN);
              Guard guard = new Guard(vertx, AccessOptions.OPEN, none, Clock.system());
              Edge edge = new Edge(vertx, hub, door, pulse, Limits.DEFAULT, clients, guard);
              return new Bridge(edge, clients.at("127.0.0.1"), link, "test", Grant.ALL);
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
    return done(door.publish("t.a", "1"));
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
  private static final class Recording implements Link {
    private final List<String> events = new ArrayList<>();
    private int room = Integer.MAX_VALUE;
    private int unflushed;

    @Override
    public boolean writable() {
      return unflushed < room;
    }

    @Override
    public Received.Shape shape() {
      return Received.Shape.FRAME;
    }

    @Override
    public void write(Framed update, Registration of) {
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
