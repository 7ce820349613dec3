package io.feedhorn.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.feedhorn.push.TestBrowser;
import io.feedhorn.push.TestPushService;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The service worker of the bell in a real browser. A push subscription of a browser needs the push
 * service of its vendor, so the way to it is played: the server sends to a push service of the
 * test, which decrypts what comes, and the browser gets that by the DevTools protocol.
 */
class PushMessageIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String WORKER = "/client/feedhorn-bell-worker.js";
  private static final String IS_ACTIVE =
      "navigator.serviceWorker.getRegistration('/client/').then(one => !!one?.active)";

  /** The browser ends a worker that has nothing to do for a while. */
  private static final String WAKE =
      "navigator.serviceWorker.getRegistration('/client/').then(one => one.active.postMessage(0))";

  private static final String NOTIFICATIONS =
      """
      navigator.serviceWorker.getRegistration('/client/').then(registration => registration.getNotifications())
        .then(all => all.map(({title, body, icon, data, tag}) => [title, body, icon, data.link, tag].join('|')).join())
      """;

  private static final String CLOSE_ALL =
      """
      navigator.serviceWorker.getRegistration('/client/').then(registration => registration.getNotifications())
        .then(all => all.forEach(one => one.close())).then(() => true)
      """;

  /** A page knows that it is hidden before the worker does. */
  private static final String SEES_ALL_HIDDEN =
      """
      clients.matchAll({type: 'window', includeUncontrolled: true})
        .then(all => all.every(page => page.visibilityState === 'hidden'))
      """;

  /** Clicks the notification. Only a click of a person may open a window, so that is recorded. */
  private static final String CLICK =
      """
      (async () => {
        const opened = [];
        Clients.prototype.openWindow = async url => void opened.push(url);
        const [notification] = await registration.getNotifications();
        dispatchEvent(new NotificationEvent('notificationclick', {notification}));
        while (!opened.length) await new Promise(later => setTimeout(later, 10));
        return opened.join() + ' ' + (await registration.getNotifications()).length;
      })()
      """;

  @Test
  void aPushMessageOfTheServerIsShownAndAClickOpensItsLink(
      @TempDir Path webroot, @TempDir Path profile, @TempDir Path keys) throws Exception {
    Files.writeString(
        webroot.resolve("shop.html"), "<!doctype html><title>Shop</title><h1>No bell here</h1>");
    Vertx vertx = Vertx.vertx();
    try (LiveServer server = LiveServer.startWithPush(webroot, keys.resolve("push.pem"));
        TabbedBrowser tabs = TabbedBrowser.open(profile)) {
      TestPushService service = new TestPushService(vertx);
      TestBrowser browser = new TestBrowser();
      subscribe(server, browser.subscription(service.origin() + "/a"));
      tabs.grantNotifications(server.origin());
      TabbedBrowser.Tab page = tabs.openTab(server.origin() + "/shop.html");
      await()
          .atMost(PATIENCE)
          .until(
              () -> page.evaluate("document.title + document.readyState").equals("Shopcomplete"));
      page.evaluate("navigator.serviceWorker.register('" + WORKER + "').then(() => true)");
      await().atMost(PATIENCE).until(() -> page.evaluate(IS_ACTIVE).equals(true));

      // The worker shows nothing while a page of its origin is visible.
      TabbedBrowser.Tab front = tabs.openTab("about:blank");
      TabbedBrowser.Tab worker =
          await()
              .until(
                  () -> {
                    page.evaluate(WAKE);
                    return tabs.serviceWorker();
                  },
                  Objects::nonNull);
      await().atMost(PATIENCE).until(() -> worker.evaluate(SEES_ALL_HIDDEN).equals(true));

      // Without a link and an icon: the browser would fetch and open an address of undefined.
      long offset = deliver(server, service, browser, page, new JsonObject().put("title", "Plain"));
      awaitNotification(page, "Plain||||feedhorn notify.u42 " + offset);
      page.evaluate(CLOSE_ALL);

      JsonObject shipped =
          new JsonObject().put("title", "Shipped").put("body", "Order 7").put("link", "/orders/7");
      offset = deliver(server, service, browser, page, shipped);
      String link = server.origin() + "/orders/7";
      awaitNotification(page, "Shipped|Order 7||%s|feedhorn notify.u42 %d".formatted(link, offset));
      assertThat(worker.evaluate(CLICK)).isEqualTo(link + " 0");
      assertThat(front.evaluate("document.hidden")).isEqualTo(false);
    } finally {
      vertx.close().await();
    }
  }

  /** Publishes a notification, delivers what the push service gets, and returns the offset. */
  private static long deliver(
      LiveServer server,
      TestPushService service,
      TestBrowser browser,
      TabbedBrowser.Tab page,
      JsonObject notification)
      throws Exception {
    server.publish("notify.u42", notification);
    String received = browser.decrypt(service.next().body());
    page.deliverPush(server.origin(), received);
    return new JsonObject(received).getLong("offset");
  }

  private static void awaitNotification(TabbedBrowser.Tab page, String expected) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(page.evaluate(NOTIFICATIONS)).isEqualTo(expected));
  }

  private static void subscribe(LiveServer server, JsonObject subscription) throws Exception {
    String body = subscription.put("topics", new JsonArray().add("notify.u42")).encode();
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(server.origin() + "/v1/push"))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    assertThat(HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).statusCode())
        .isEqualTo(201);
  }
}
