package io.feedhorn.source.postgresql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.feedhorn.source.Broker;
import io.feedhorn.source.SourceServer;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests with a PostgreSQL server. */
class PostgresqlSourceIT {
  private static final String TABLE =
      "CREATE TABLE outbox (id bigserial PRIMARY KEY, topic text NOT NULL, data json NOT NULL)";

  private final Vertx vertx = Vertx.vertx();
  @TempDir Path folder;
  private Path data;
  private Broker broker;
  private String url;

  @BeforeEach
  void startBroker() throws Exception {
    String initdb = Broker.program(programs("initdb"));
    int port = Broker.freePort();
    url = "postgresql://postgres@127.0.0.1:" + port + "/postgres";
    data = Files.createTempDirectory(Path.of("/tmp"), "feedhorn-pg");
    if (isRoot()) {
      run(List.of("chown", "postgres", data.toString()));
    }
    run(
        asPostgres(
            initdb, "-D", data.toString(), "-U", "postgres", "-A", "trust", "-E", "UTF8",
            "--no-locale", "--no-sync"));
    broker =
        Broker.start(
            folder,
            port,
            asPostgres(
                Broker.program(programs("postgres")), "-D", data.toString(), "-p",
                Integer.toString(port), "-c", "listen_addresses=127.0.0.1", "-c",
                "unix_socket_directories=" + data));
    await()
        .atMost(SourceServer.PATIENCE)
        .ignoreExceptions()
        .until(
            () -> {
              sql("SELECT 1");
              return true;
            });
    sql(TABLE);
  }

  @AfterEach
  void stopBroker() throws Exception {
    broker.stop("INT");
    vertx.close().await();
    try (Stream<Path> files = Files.walk(data)) {
      files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    }
  }

  private static String[] programs(String name) {
    return IntStream.iterate(20, version -> version >= 12, version -> version - 1)
        .mapToObj(version -> "/usr/lib/postgresql/" + version + "/bin/" + name)
        .toArray(String[]::new);
  }

  private static boolean isRoot() {
    return "root".equals(System.getProperty("user.name"));
  }

  /** PostgreSQL does not run as root. */
  private static List<String> asPostgres(String... command) {
    List<String> all = new ArrayList<>();
    if (isRoot()) {
      all.addAll(
          List.of("setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups", "--"));
    }
    all.addAll(List.of(command));
    return all;
  }

  private static void run(List<String> command) throws Exception {
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertThat(process.waitFor()).as(command.toString()).isZero();
  }

  private String sql(String sql) {
    PgConnection connection = PgConnection.connect(vertx, url).await();
    try {
      var rows = connection.query(sql).execute().await().iterator();
      return rows.hasNext() ? String.valueOf(rows.next().getValue(0)) : "";
    } finally {
      connection.close().await();
    }
  }

  private void insert(int from, int to) {
    sql(
        "INSERT INTO outbox (topic, data) SELECT 'x', json_build_object('n', i)"
            + " FROM generate_series(%d, %d) i".formatted(from, to - 1));
  }

  private Map<String, Object> keys(Object... keys) {
    Map<String, Object> all = new HashMap<>();
    all.put("type", "postgresql");
    all.put("url", url);
    all.put("table", "outbox");
    all.put("backoff.min", "20ms");
    all.put("backoff.max", "200ms");
    for (int i = 0; i < keys.length; i += 2) {
      all.put((String) keys[i], keys[i + 1]);
    }
    return all;
  }

  @Test
  void aNotificationWakesTheSourceUp() {
    try (SourceServer server =
        SourceServer.start(
            keys("topic", "pg.${topic}", "data", "data", "channel", "outbox", "every", "1h"))) {
      server.status("live");
      sql("INSERT INTO outbox (topic, data) VALUES ('a', '{\"p\":1.10}'); NOTIFY outbox");

      server.values("pg.a", 1);
      assertThat(server.text("/v1/topics/pg.a")).contains("\"data\":{\"p\":1.10}");
      await()
          .atMost(SourceServer.PATIENCE)
          .until(() -> sql("SELECT count(*) FROM outbox").equals("0"));
    }
  }

  @Test
  void pollingFindsRowsWithoutANotification() {
    try (SourceServer server =
        SourceServer.start(keys("topic", "pg.${topic}", "data", "data", "every", "50ms"))) {
      server.status("live");
      sql("INSERT INTO outbox (topic, data) VALUES ('a', '7'), ('not a topic', '8'), ('a', '9')");

      assertThat(server.values("pg.a", 2)).containsExactly(7, 9);
      assertThat(server.errors(1).get(0).getString("message")).contains("not a topic");
    }
  }

  @Test
  void rowsArePublishedOnceAndInOrderAlthoughBothEndsAreStopped() {
    Map<String, Object> keys =
        keys("topic", "n.${topic}", "data", "data.n", "every", "20ms", "in-flight", 50);
    Map<String, Object> durable =
        Map.of("store.path", folder.resolve("store").toString(), "feeds.n.durable", true);
    insert(0, 1_000);
    try (SourceServer server = SourceServer.start(keys, durable)) {
      server.values("n.x", 200);
    }
    insert(1_000, 1_500);
    try (SourceServer server = SourceServer.start(keys, durable)) {
      server.values("n.x", 600);
      broker.stop("QUIT");
      broker.start();
      await()
          .atMost(SourceServer.PATIENCE)
          .ignoreExceptions()
          .until(
              () -> {
                insert(1_500, 2_000);
                return true;
              });
      server.values("n.x", 1_600);
    }
    try (SourceServer server = SourceServer.start(keys, durable)) {
      assertThat(server.values("n.x", 2_000))
          .containsExactlyElementsOf(IntStream.range(0, 2_000).<Object>mapToObj(i -> i).toList());
      await()
          .atMost(SourceServer.PATIENCE)
          .until(() -> sql("SELECT count(*) FROM outbox").equals("0"));
    }
  }
}
