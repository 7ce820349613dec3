package io.feedhorn.push;

import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.metrics.PushMetrics;
import io.feedhorn.model.FakeClock;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Pushes of some users while those of others, or a whole push service, are never answered. */
@Timeout(180)
class PushSenderTest {
  /** Less than the time after which a request without an answer ends. */
  private static final Duration BEFORE_ANY_TIMEOUT = Duration.ofSeconds(25);

  private final Vertx vertx = Vertx.vertx();
  private final FakeClock clock = new FakeClock();
  private final List<Integer> asked = new CopyOnWriteArrayList<>();
  @TempDir private Path folder;
  private TestBrowser browser;
  private TestPushService pushService;

  @BeforeEach
  void start() throws Exception {
    browser = new TestBrowser();
    pushService = new TestPushService(vertx);
    PushOptions options = new PushOptions(true, "mailto:a@example.org", null, 100, true);
    PushKeys keys = PushKeys.open(folder.resolve("push.pem"));
    done(
        vertx.deployVerticle(
            new PushSender(
                options,
                keys,
                topics -> {
                  asked.add(topics.size());
                  return Future.succeededFuture(Set.of());
                },
                clock,
                PushMetrics.NONE)));
  }

  @AfterEach
  void stop() throws Exception {
    done(vertx.close());
  }

  @Test
  void endpointsOfSomeUsersThatNeverAnswerDoNotDelayThePushesOfOthers() throws Exception {
    push(silent(pushService, "u1", 20));
    push(silent(pushService, "u2", 20));
    push(silent(pushService, "u3", 20));
    Awaitility.await().atMost(BEFORE_ANY_TIMEOUT).until(() -> pushService.waiting() >= 3);

    push(List.of(subscription(pushService, "u4", "/a")));

    awaitPush(pushService, "/a");
  }

  @Test
  void aPushServiceThatNeverAnswersDoesNotDelayThePushesOfAnother() throws Exception {
    TestPushService silent = new TestPushService(vertx);
    for (int user = 0; user < 40; user++) {
      push(silent(silent, "many" + user, 1));
    }
    Awaitility.await().atMost(BEFORE_ANY_TIMEOUT).until(() -> silent.waiting() >= 3);

    push(List.of(subscription(pushService, "u4", "/a")));

    awaitPush(pushService, "/a");
  }

  @Test
  void pushServicesOfManyUsersThatNeverAnswerDoNotDelayOneThatAnswers() throws Exception {
    push(List.of(subscription(pushService, "u0", "/first")));
    awaitPush(pushService, "/first");
    List<TestPushService> silent = new ArrayList<>();
    for (int user = 0; user < 16; user++) {
      TestPushService service = new TestPushService(vertx);
      silent.add(service);
      push(silent(service, "silent" + user, 2));
    }
    Awaitility.await()
        .atMost(BEFORE_ANY_TIMEOUT)
        .until(() -> silent.stream().mapToInt(TestPushService::waiting).sum() >= 16);

    push(List.of(subscription(pushService, "u4", "/a")));

    awaitPush(pushService, "/a");
  }

  @Test
  void aNotificationForVeryManyIsQueuedInSeveralTurns() throws Exception {
    int browsers = 12_000;
    push(
        IntStream.range(0, browsers)
            .mapToObj(user -> subscription(pushService, "u" + user, TestPushService.SILENT))
            .toList());

    Awaitility.await()
        .atMost(BEFORE_ANY_TIMEOUT)
        .until(() -> asked.stream().mapToInt(Integer::intValue).sum() == browsers);
    assertThat(asked).hasSizeGreaterThan(1).allMatch(topics -> topics <= 5_000);
  }

  private static void awaitPush(TestPushService service, String path) {
    Awaitility.await()
        .atMost(BEFORE_ANY_TIMEOUT)
        .until(
            () -> {
              while (service.waiting() > 0) {
                if (service.next().path().equals(path)) {
                  return true;
                }
              }
              return false;
            });
  }

  private List<PushSubscription> silent(TestPushService service, String user, int browsers) {
    return IntStream.range(0, browsers)
        .mapToObj(
            each -> subscription(service, user, TestPushService.SILENT + '/' + user + '/' + each))
        .toList();
  }

  private PushSubscription subscription(TestPushService service, String user, String path) {
    String endpoint = service.origin() + path;
    JsonObject keys = browser.subscription(endpoint).getJsonObject("keys");
    return PushSubscription.of(
        endpoint,
        Objects.requireNonNull(keys.getString("p256dh")),
        Objects.requireNonNull(keys.getString("auth")),
        user,
        List.of("notify." + user));
  }

  private void push(List<PushSubscription> to) throws Exception {
    PushJob job = new PushJob(TestNotification.at(1), to);
    done(vertx.eventBus().request(PushRequests.JOBS, job, PushRequests.LOCAL_ONLY));
  }

  private static <T> T done(Future<T> future) throws Exception {
    return future.await(60, TimeUnit.SECONDS);
  }
}
