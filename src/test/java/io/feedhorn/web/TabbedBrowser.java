package io.feedhorn.web;

import static org.awaitility.Awaitility.await;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A browser in which one tab is visible and the others are hidden. Playwright keeps every page
 * visible, so this class uses the DevTools protocol directly. Used by the test's thread only.
 */
final class TabbedBrowser implements AutoCloseable, WebSocket.Listener {
  private static final Pattern LISTENING = Pattern.compile("listening on (ws:\\S+)");
  private static final int TIMEOUT_SECONDS = 90;

  private final Process process;
  private final WebSocket socket;
  private final Map<Integer, CompletableFuture<JsonObject>> pendingCalls =
      new ConcurrentHashMap<>();
  private final StringBuilder text = new StringBuilder();
  private final Map<String, JsonObject> newestEvents = new ConcurrentHashMap<>();
  private int ids;

  private TabbedBrowser(Process process, String address) {
    this.process = process;
    this.socket =
        HttpClient.newHttpClient()
            .newWebSocketBuilder()
            .buildAsync(URI.create(address), this)
            .join();
  }

  /** Starts a headless browser with a profile. */
  static TabbedBrowser open(Path profile) throws IOException {
    List<String> command = new ArrayList<>(List.of(InstalledChromium.whole().toString()));
    command.addAll(BrowserPool.ARGUMENTS);
    command.addAll(
        List.of("--headless", "--remote-debugging-port=0", "--user-data-dir=" + profile));
    Process process =
        new ProcessBuilder(command).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
    BufferedReader output = process.errorReader(StandardCharsets.UTF_8);
    for (String line = output.readLine(); line != null; line = output.readLine()) {
      Matcher matcher = LISTENING.matcher(line);
      if (matcher.find()) {
        return new TabbedBrowser(process, matcher.group(1));
      }
    }
    process.destroy();
    throw new AssertionError("the browser did not start");
  }

  /** Opens a tab, which becomes the visible one. */
  Tab openTab(String url) {
    JsonObject created = call(null, "Target.createTarget", new JsonObject().put("url", url));
    JsonObject target = new JsonObject().put("targetId", created.getString("targetId"));
    JsonObject attached = call(null, "Target.attachToTarget", target.copy().put("flatten", true));
    return new Tab(target, attached.getString("sessionId"));
  }

  /** Permits the pages of an origin to show notifications. */
  void grantNotifications(String origin) {
    call(
        null,
        "Browser.grantPermissions",
        new JsonObject()
            .put("origin", origin)
            .put("permissions", new JsonArray().add("notifications")));
  }

  /** Returns the global scope of the only service worker, to evaluate in it. */
  Tab serviceWorker() {
    JsonObject target =
        call(null, "Target.getTargets", new JsonObject()).getJsonArray("targetInfos").stream()
            .map(JsonObject.class::cast)
            .filter(each -> each.getString("type").equals("service_worker"))
            .findFirst()
            .orElseThrow();
    JsonObject id = new JsonObject().put("targetId", target.getString("targetId"));
    JsonObject attached = call(null, "Target.attachToTarget", id.copy().put("flatten", true));
    return new Tab(id, attached.getString("sessionId"));
  }

  private JsonObject call(@Nullable String session, String method, JsonObject parameters) {
    CompletableFuture<JsonObject> answer = new CompletableFuture<>();
    JsonObject message =
        new JsonObject().put("id", ++ids).put("method", method).put("params", parameters);
    pendingCalls.put(ids, answer);
    JsonObject sent = session == null ? message : message.put("sessionId", session);
    socket.sendText(sent.encode(), true).join();
    JsonObject response = answer.orTimeout(TIMEOUT_SECONDS, TimeUnit.SECONDS).join();
    if (response.containsKey("error")) {
      throw new IllegalStateException(method + ": " + response.getJsonObject("error").encode());
    }
    return response.getJsonObject("result");
  }

  @Override
  public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
    text.append(part);
    if (last) {
      JsonObject message = new JsonObject(text.toString());
      text.setLength(0);
      CompletableFuture<JsonObject> answer = pendingCalls.remove(message.getInteger("id", 0));
      if (answer != null) {
        answer.complete(message);
      } else if (message.containsKey("method")) {
        newestEvents.put(message.getString("method"), message.getJsonObject("params"));
      }
    }
    from.request(1);
    return null;
  }

  @Override
  public void close() {
    // It may end before it answers; its helpers may write to the profile until they end, too.
    List<ProcessHandle> helpers = process.descendants().toList();
    JsonObject close = new JsonObject().put("id", ++ids).put("method", "Browser.close");
    socket.sendText(close.encode(), true).join();
    await()
        .atMost(Duration.ofSeconds(TIMEOUT_SECONDS))
        .until(() -> !process.isAlive() && helpers.stream().noneMatch(ProcessHandle::isAlive));
  }

  /** A tab of the browser. */
  final class Tab {
    private final JsonObject target;
    private final String session;

    private Tab(JsonObject target, String session) {
      this.target = target;
      this.session = session;
    }

    /** Makes this tab the visible one. */
    void activate() {
      call(null, "Target.activateTarget", target);
    }

    /** Stops the timers of this tab, as a browser does with a tab in the background. */
    void freeze() {
      setLifecycle("frozen");
    }

    /** Continues a tab that was frozen. */
    void resume() {
      setLifecycle("active");
    }

    private void setLifecycle(String state) {
      call(session, "Page.setWebLifecycleState", new JsonObject().put("state", state));
    }

    /** Runs a script in each document that this tab opens, before the document's own scripts. */
    void addScript(String source) {
      call(session, "Page.enable", new JsonObject());
      call(
          session, "Page.addScriptToEvaluateOnNewDocument", new JsonObject().put("source", source));
    }

    /** Returns the value of an expression, or of its promise. */
    Object evaluate(String expression) {
      JsonObject result =
          call(
              session,
              "Runtime.evaluate",
              new JsonObject()
                  .put("expression", expression)
                  .put("awaitPromise", true)
                  .put("returnByValue", true));
      if (result.containsKey("exceptionDetails")) {
        throw new IllegalStateException(
            expression + ": " + result.getJsonObject("exceptionDetails").encode());
      }
      return result.getJsonObject("result").getValue("value", "undefined");
    }

    /** Delivers a push message to the service worker of this tab's origin. */
    void deliverPush(String origin, String data) {
      call(session, "ServiceWorker.enable", new JsonObject());
      String updated = "ServiceWorker.workerRegistrationUpdated";
      await()
          .atMost(Duration.ofSeconds(TIMEOUT_SECONDS))
          .until(() -> newestRegistration(updated) != null);
      call(
          session,
          "ServiceWorker.deliverPushMessage",
          new JsonObject()
              .put("origin", origin)
              .put("registrationId", newestRegistration(updated))
              .put("data", data));
    }

    private @Nullable String newestRegistration(String event) {
      JsonObject parameters = newestEvents.get(event);
      JsonArray registrations =
          parameters == null ? new JsonArray() : parameters.getJsonArray("registrations");
      return registrations.isEmpty()
          ? null
          : registrations.getJsonObject(0).getString("registrationId");
    }

    List<Integer> numbers(String expression) {
      return ((JsonArray) evaluate(expression)).stream().map(Integer.class::cast).toList();
    }
  }
}
