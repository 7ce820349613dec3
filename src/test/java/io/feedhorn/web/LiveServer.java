package io.feedhorn.web;

import io.feedhorn.alerts.AlertOptions;
import io.feedhorn.app.FeedhornServer;
import io.feedhorn.app.settings.LogOptions;
import io.feedhorn.app.settings.Settings;
import io.feedhorn.auth.AuthOptions;
import io.feedhorn.cluster.ClusterOptions;
import io.feedhorn.demo.DemoOptions;
import io.feedhorn.http.BindOptions;
import io.feedhorn.http.ClientConnectionOptions;
import io.feedhorn.http.CorsOptions;
import io.feedhorn.http.HttpOptions;
import io.feedhorn.http.PageOptions;
import io.feedhorn.limits.Limits;
import io.feedhorn.log.FeedOptions;
import io.feedhorn.log.FeedsOptions;
import io.feedhorn.model.Clock;
import io.feedhorn.model.DeliveryMode;
import io.feedhorn.presence.PresenceOptions;
import io.feedhorn.publish.Publisher;
import io.feedhorn.push.PushOptions;
import io.feedhorn.reader.ReaderOptions;
import io.feedhorn.store.FsyncMode;
import io.feedhorn.store.StoreOptions;
import io.feedhorn.trace.TracingOptions;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A server with its own Vert.x that can be restarted on the same port. Used by one thread; its
 * methods block.
 */
final class LiveServer implements AutoCloseable {
  /**
   * Demo feeds that are fast enough for tests: a match lasts 11 seconds. Each price changes four
   * times a second, because a page needs CPU time for each change.
   */
  static final DemoOptions DEMO_DATA = new DemoOptions(true, 12, 4, 6, 4);

  /** Demo feeds without data, so that a test determines what pages show. */
  static final DemoOptions NO_DATA = new DemoOptions(true, 12, 0, 6, 0);

  private static final FeedOptions EVERY =
      new FeedOptions(DeliveryMode.EVERY, 1_000, Duration.ofMinutes(10), "no-cache");

  /** A user leaves soon after the last connection; a poll counts for the whole test. */
  private static final PresenceOptions PRESENCE =
      new PresenceOptions(Duration.ofMillis(500), Duration.ofHours(1), 1_000, 10_000, 50_000);

  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private static final int EVENT_LOOPS = 2;

  private final DemoOptions demo;
  private final @Nullable Path webroot;
  private final AuthOptions authOptions;
  private List<String> origins = List.of();
  private StoreOptions store = StoreOptions.NONE;
  private Clock clock = Clock.system();
  private PushOptions push = PushOptions.OFF;
  private int port;
  private @Nullable Vertx vertx;
  private @Nullable FeedhornServer server;

  private LiveServer(DemoOptions demo, @Nullable Path webroot, AuthOptions access) {
    this.demo = demo;
    this.webroot = webroot;
    this.authOptions = access;
  }

  static LiveServer start(DemoOptions demo) {
    return start(demo, null);
  }

  /**
   * @param webroot the directory of the pages; null for those on the class path
   */
  static LiveServer start(DemoOptions demo, @Nullable Path webroot) {
    LiveServer server = new LiveServer(demo, webroot, AuthOptions.OPEN);
    server.restart();
    return server;
  }

  /** Starts a server whose feeds of notifications are durable, with a store in a directory. */
  static LiveServer startDurable(@Nullable Path webroot, Path store) {
    return startDurable(webroot, store, Clock.system());
  }

  /** Starts a server with a store and a clock of the test. */
  static LiveServer startDurable(@Nullable Path webroot, Path store, Clock clock) {
    LiveServer server = new LiveServer(NO_DATA, webroot, AuthOptions.OPEN);
    server.clock = clock;
    server.store = new StoreOptions(store, FsyncMode.ALWAYS);
    server.restart();
    return server;
  }

  /** Starts a server that sends push messages to services of this machine. */
  static LiveServer startWithPush(Path webroot, Path keys) {
    LiveServer server = new LiveServer(NO_DATA, webroot, AuthOptions.OPEN);
    server.push = new PushOptions(true, "mailto:ops@example.org", keys, 100, true);
    server.restart();
    return server;
  }

  /** Starts a server that requires tokens signed with a secret. */
  static LiveServer startWithKeys(DemoOptions demo, String secret) {
    return startWithKeys(demo, secret, Clock.system());
  }

  /** Starts a server that requires tokens signed with a secret, with a clock of the test. */
  static LiveServer startWithKeys(DemoOptions demo, String secret, Clock clock) {
    AuthOptions keys =
        new AuthOptions(
            secret, null, Duration.ofMinutes(5), null, null, Duration.ZERO, Map.of(), false);
    LiveServer server = new LiveServer(demo, null, keys);
    server.clock = clock;
    server.restart();
    return server;
  }

  /** Starts the server on its previous port, without its previous data if it has no store. */
  void restart() {
    Vertx startedVertx =
        Vertx.vertx(
            new VertxOptions().setPreferNativeTransport(true).setEventLoopPoolSize(EVENT_LOOPS));
    vertx = startedVertx;
    FeedhornServer startedServer = FeedhornServer.start(startedVertx, settings(), clock).await();
    server = startedServer;
    port = startedServer.port();
  }

  /** Permits pages of another origin, from the next start on. */
  void allowOrigin(String origin) {
    origins = List.of(origin);
  }

  void stop() {
    if (server != null && vertx != null) {
      server.stop().await();
      vertx.close().await();
      server = null;
      vertx = null;
    }
  }

  void publish(String topic, JsonObject data) {
    Publisher.on(Objects.requireNonNull(vertx)).publish(topic, data).await();
  }

  /** Returns the body of the answer to a request. */
  String get(String path, String... headers) throws IOException, InterruptedException {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(origin() + path));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString()).body();
  }

  /** Returns the JSON of the answer to a request to delete. */
  JsonObject delete(String path) throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(URI.create(origin() + path)).DELETE().build();
    return new JsonObject(HTTP.send(request, HttpResponse.BodyHandlers.ofString()).body());
  }

  int port() {
    return port;
  }

  /** Returns the origin of the server as browsers see it: {@code http://127.0.0.1:41234}. */
  String origin() {
    return "http://127.0.0.1:" + port;
  }

  @Override
  public void close() {
    stop();
  }

  private Settings settings() {
    HttpOptions http =
        HttpOptions.defaults()
            .bind(BindOptions.DEFAULT.port(port))
            .cors(new CorsOptions(origins, List.of()))
            .connections(ClientConnectionOptions.DEFAULT.drain(Duration.ofMillis(50)))
            .pages(new PageOptions(true, webroot))
            .eventLoops(EVENT_LOOPS);
    boolean durable = !store.equals(StoreOptions.NONE);
    FeedOptions notifications =
        new FeedOptions(
            EVERY.delivery(),
            EVERY.historySize(),
            durable ? Duration.ofDays(30) : EVERY.historyAge(),
            EVERY.cache(),
            durable);
    FeedsOptions feeds =
        new FeedsOptions(
            FeedOptions.DEFAULT,
            Map.of(
                "chat", EVERY.withPresence(),
                "notify", notifications,
                "notify-group", notifications,
                "notify-all", notifications));
    return new Settings(
        http,
        demo,
        feeds,
        Limits.DEFAULT,
        authOptions,
        ReaderOptions.DEFAULT,
        ClusterOptions.ALONE,
        store,
        push,
        List.of(),
        AlertOptions.DEFAULT,
        LogOptions.DEFAULT,
        PRESENCE,
        TracingOptions.OFF);
  }
}
