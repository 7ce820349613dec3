package io.feedhorn.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.options.ColorScheme;
import io.feedhorn.client.fault.FaultProxy;
import io.feedhorn.client.fault.Faults;
import io.feedhorn.model.SkippingClock;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The bells of a user while a network or the server is gone, and afterwards. */
@Execution(ExecutionMode.CONCURRENT)
class BellOutageIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String PAGE = "/shop.html";
  private static final String TOPIC = "notify.u42";

  @RegisterExtension static final Chromium chromium = new Chromium();

  private LiveServer server;
  private FaultProxy proxy;

  @TempDir Path webroot;

  @BeforeEach
  void start() throws IOException {
    BellPage.writePage(webroot, "shop", "user=\"u42\"");
    server = LiveServer.start(LiveServer.NO_DATA, webroot);
    proxy = FaultProxy.before(server.port());
  }

  @AfterEach
  void stop() {
    proxy.close();
    server.close();
  }

  private BellPage atHome() {
    return BellPage.open(chromium.newSession().expectingAnOutage(), server.origin() + PAGE);
  }

  private BellPage onTheWay() {
    return BellPage.open(
        chromium.newSession(ScreenSize.PHONE, ColorScheme.LIGHT).expectingAnOutage(),
        proxy.address() + PAGE);
  }

  private void send(String title) {
    server.publish(TOPIC, new JsonObject().put("title", title));
  }

  private static void same(BellPage one, BellPage other, String... titles) {
    await()
        .pollInSameThread()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              assertThat(one.titles()).containsExactly(titles);
              assertThat(other.titles()).containsExactly(titles);
            });
  }

  @Test
  void aDeviceThatWasOfflineGetsWhatItMissedAndSendsItsMarks() {
    for (String title : List.of("one", "two", "three")) {
      send(title);
    }
    BellPage desk = atHome();
    BellPage phone = onTheWay();
    desk.hasUnread(3);
    phone.hasUnread(3);

    proxy.setFaults(Faults.NONE.blockingAll());
    proxy.cutConnections();
    phone.openList().markRead("two");
    phone.hasUnread(2);
    send("four");
    desk.hasUnread(4);
    desk.openList().markRead("one");
    desk.hasUnread(3);
    phone.hasStatus("offline");
    assertThat(phone.panel()).containsText("Not connected");
    assertThat(phone.titles()).containsExactly("*three", "two", "*one");
    assertThat(desk.titles()).containsExactly("*four", "*three", "*two", "one");

    proxy.setFaults(Faults.NONE);

    phone.hasStatus("live");
    same(phone, desk, "*four", "*three", "two", "one");
    phone.hasUnread(2);
    desk.hasUnread(2);
    assertThat(phone.panel()).not().containsText("Not connected");
  }

  /** The phone is put away before it has a network again; the next page sends the mark. */
  @Test
  void aMarkOfAPageThatWasClosedWithoutANetworkIsSentLater() {
    send("one");
    send("two");
    BellPage desk = atHome();
    BellPage phone = onTheWay();
    phone.hasUnread(2);
    proxy.setFaults(Faults.NONE.blockingAll());
    proxy.cutConnections();
    phone.openList().markRead("one");
    phone.hasUnread(1);
    phone.page().close();
    desk.hasUnread(2);

    proxy.setFaults(Faults.NONE);
    var page = phone.session().context().newPage();
    page.navigate(proxy.address() + PAGE);
    BellPage again = new BellPage(phone.session(), page).isLive();

    again.hasUnread(1);
    desk.hasUnread(1);
    same(again, desk, "*two", "one");
  }

  /** Without a store, a restart ends the log; no device may keep what the others do not have. */
  @Test
  void afterARestartWithoutAStoreAllDevicesHaveTheSameNewList() {
    send("before");
    BellPage desk = atHome();
    BellPage phone = onTheWay();
    phone.hasUnread(1);
    desk.openList().markAllRead();
    phone.hasUnread(0);

    server.stop();
    server.restart();

    desk.hasStatus("live");
    phone.hasStatus("live");
    send("after");
    same(phone, desk, "*after");
    phone.hasUnread(1);
    desk.hasUnread(1);
    phone.openList().markAllRead();
    phone.hasUnread(0);
    desk.hasUnread(0);
  }

  /** An acknowledged notification and its marks survive a restart, so all devices go on. */
  @Test
  void afterARestartWithAStoreListCountAndMarksAreTheSame(@TempDir Path store) {
    server.stop();
    server = LiveServer.startDurable(webroot, store);
    proxy.close();
    proxy = FaultProxy.before(server.port());
    for (String title : List.of("one", "two", "three")) {
      send(title);
    }
    BellPage desk = atHome();
    BellPage phone = onTheWay();
    phone.openList().markRead("two");
    desk.hasUnread(2);
    same(phone, desk, "*three", "two", "*one");

    server.stop();
    phone.markRead("three");
    phone.hasUnread(1);
    server.restart();

    send("four");
    same(phone, desk, "*four", "three", "two", "*one");
    desk.openList().markAllRead();
    phone.hasUnread(0);
    same(phone, desk, "four", "three", "two", "one");
    BellPage later = atHome();
    later.hasUnread(0);
    same(later, desk, "four", "three", "two", "one");
  }

  /**
   * The clocks of the server and of all browsers go forward by an hour, during which one device has
   * no network.
   */
  @Test
  void afterAnHourWithoutANetworkAllDevicesHaveTheSameListAndCount(@TempDir Path store) {
    SkippingClock clock = new SkippingClock();
    server.stop();
    server = LiveServer.startDurable(webroot, store, clock);
    proxy.close();
    proxy = FaultProxy.before(server.port());
    for (String title : List.of("one", "two", "three")) {
      send(title);
    }
    BellPage desk = withClock(chromium.newSession(), server.origin());
    BellPage laptop =
        withClock(chromium.newSession(ScreenSize.WIDE, ColorScheme.DARK), server.origin());
    BellPage phone =
        withClock(chromium.newSession(ScreenSize.PHONE, ColorScheme.LIGHT), proxy.address());
    List<BellPage> devices = List.of(desk, laptop, phone);
    devices.forEach(device -> device.hasUnread(3));

    proxy.setFaults(Faults.NONE.blockingAll());
    proxy.cutConnections();
    phone.openList().markRead("two");
    phone.hasUnread(2);
    pass(Duration.ofMinutes(30), clock, devices);
    server.publish(TOPIC, new JsonObject().put("title", "brief").put("ttl", 600));
    send("four");
    desk.hasUnread(5);
    laptop.hasUnread(5);
    laptop.openList().markRead("one");
    pass(Duration.ofMinutes(30), clock, devices);
    desk.openList().markRead("three");
    send("five");
    for (BellPage device : List.of(desk, laptop)) {
      same(desk, device, "*five", "*four", "three", "*two", "one");
    }
    assertThat(phone.titles()).containsExactly("*three", "two", "*one");

    proxy.setFaults(Faults.NONE);
    for (BellPage device : devices) {
      same(phone, device, "*five", "*four", "three", "two", "one");
      device.hasUnread(2);
    }

    server.stop();
    server.restart();
    send("six");
    for (BellPage device : devices) {
      same(phone, device, "*six", "*five", "*four", "three", "two", "one");
      device.hasUnread(3);
    }
    phone.markRead("five");
    for (BellPage device : devices) {
      same(phone, device, "*six", "five", "*four", "three", "two", "one");
      device.hasUnread(2);
    }
  }

  /** Opens a page whose clock a test can set forward. */
  private static BellPage withClock(BrowserSession session, String origin) {
    session.context().clock().install();
    return BellPage.open(session.expectingAnOutage(), origin + PAGE);
  }

  private static void pass(Duration duration, SkippingClock clock, List<BellPage> devices) {
    clock.pass(duration);
    devices.forEach(device -> device.page().clock().fastForward(duration.toMillis()));
  }

  /** Polls, as behind a proxy that lets neither WebSockets nor streams through. */
  @Test
  void itWorksWithoutWebSockets() {
    proxy.setFaults(Faults.NONE.refusingWebSockets());
    BellPage desk = atHome();
    BellPage phone = onTheWay();

    send("one");

    phone.hasUnread(1);
    desk.openList().markRead("one");
    phone.hasUnread(0);
  }
}
