package io.feedhorn.source.postgresql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.feedhorn.source.PostgresqlServer;
import io.feedhorn.source.SourceServer;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgConnection;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests with a PostgreSQL server. */
class PostgresqlSourceIT {
  private final Vertx vertx = Vertx.vertx();
  @TempDir Path folder;
  private PostgresqlServer database;

  @BeforeEach
  void startDatabase() throws Exception {
    database = new PostgresqlServer(folder);
  }

  @AfterEach
  void stopDatabase() throws Exception {
    vertx.close().await();
    database.close();
  }

  private String sql(String sql) {
    return database.sql(sql);
  }

  private void insert(int from, int to) {
    sql(
        "INSERT INTO outbox (topic, data) SELECT 'x', json_build_object('n', i)"
            + " FROM generate_series(%d, %d) i".formatted(from, to - 1));
  }

  private Map<String, Object> keys(Object... keys) {
    Map<String, Object> all = new HashMap<>();
    all.put("type", "postgresql");
    all.put("url", database.url());
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
  void rowsAreDeletedByTheIndexOfTheirIds() {
    sql("ALTER DATABASE postgres SET enable_seqscan = off"); // The table is too small for an index.
    sql("CREATE DOMAIN number AS bigint");
    Map<String, String> valuesByType =
        Map.of(
            "integer", "i",
            "bigint", "i",
            "uuid", "md5(i::text)::uuid",
            "varchar(40)", "'x' || i",
            "character(6)", "'x' || i",
            "numeric(12,2)", "i",
            "number", "i");
    valuesByType.forEach(this::deletesByTheIndex);
  }

  private void deletesByTheIndex(String type, String value) {
    sql("DROP TABLE outbox");
    sql("CREATE TABLE outbox (id %s PRIMARY KEY, data int)".formatted(type));
    sql("INSERT INTO outbox SELECT %s, i FROM generate_series(1, 200) i".formatted(value));
    try (SourceServer server =
        SourceServer.start(
            keys("topic", "pg.a", "data", "data", "in-flight", 10, "every", "100ms"))) {
      assertThat(server.values("pg.a", 200)).as(type).hasSize(200).doesNotHaveDuplicates();

      String deleted = "SELECT n_tup_del FROM pg_stat_user_tables WHERE relname = 'outbox'";
      await().atMost(SourceServer.PATIENCE).until(() -> sql(deleted).equals("200"));
      String scans = "SELECT seq_scan FROM pg_stat_user_tables WHERE relname = 'outbox'";
      // There are 20 deletions.
      assertThat(Integer.parseInt(sql(scans))).as(type).isLessThan(20);
    }
  }

  @Test
  void aTableWithoutIdsIsAFailureUntilItHasThem() {
    sql("ALTER TABLE outbox RENAME id TO number");
    try (SourceServer server =
        SourceServer.start(keys("topic", "pg.a", "data", "data", "every", "50ms"))) {
      assertThat(server.failure("id")).isEqualTo("the table outbox has no column 'id'");
      sql("ALTER TABLE outbox RENAME number TO id");
      server.status("live");
      sql("INSERT INTO outbox (topic, data) VALUES ('a', '1')");
      server.values("pg.a", 1);

      // The type of the IDs may change while the source is connected.
      sql("ALTER TABLE outbox ALTER id DROP DEFAULT, ALTER id TYPE uuid USING gen_random_uuid()");
      sql("INSERT INTO outbox SELECT gen_random_uuid(), 'a', '2'");
      assertThat(server.values("pg.a", 2)).containsExactly(1, 2);
      await()
          .atMost(SourceServer.PATIENCE)
          .until(() -> sql("SELECT count(*) FROM outbox").equals("0"));
    }
  }

  @Test
  void columnsMayHaveTheNamesInTheQuery() {
    sql("ALTER TABLE outbox ADD t text DEFAULT 'NaN', ADD j text, ADD v text, ADD a text");
    try (SourceServer server =
        SourceServer.start(keys("topic", "pg.${topic}", "data", "t & data"))) {
      sql("INSERT INTO outbox (topic, data) VALUES ('a', '7')");

      assertThat(server.values("pg.a", 1)).containsExactly("NaN7");
    }
  }

  @Test
  void aNumberThatJsonDoesNotHaveIsReported() {
    sql("CREATE DOMAIN price AS numeric");
    sql(
        "ALTER TABLE outbox ADD p price, ADD r real, ADD f float8, ADD a float8[], ADD s text,"
            + " ADD d timestamptz");
    try (SourceServer server =
        SourceServer.start(
            keys("topic", "pg.${topic}", "data", "s != null ? s : d != null ? d : p"))) {
      server.status("live");
      sql("INSERT INTO outbox (topic, data, p) VALUES ('a', '1', 'NaN')");
      sql("INSERT INTO outbox (topic, data, r) VALUES ('a', '1', 'Infinity')");
      sql("INSERT INTO outbox (topic, data, f) VALUES ('a', '1', '-Infinity')");
      sql("INSERT INTO outbox (topic, data, a) VALUES ('a', '1', '{1,NaN}')");
      sql("INSERT INTO outbox (topic, data, s) VALUES ('a', '{\"NaN\": \"NaN\"}', 'NaN')");
      sql("INSERT INTO outbox (topic, data, d) VALUES ('a', '\"Infinity\"', 'infinity')");
      sql("INSERT INTO outbox (topic, data, p) VALUES ('a', '1', 1.10)");

      assertThat(server.values("pg.a", 3)).containsExactly("NaN", "infinity", 1.1);
      assertThat(server.errors(4))
          .extracting(error -> error.getString("reason"))
          .allMatch(
              reason -> reason.endsWith("NaN or an infinite number, which JSON does not have"))
          .extracting(reason -> reason.split("'", 3)[1])
          .containsExactly("p", "r", "f", "a");
      assertThat(server.errors(4).get(0).getString("position")).isEqualTo("outbox:1");
      await()
          .atMost(SourceServer.PATIENCE)
          .until(() -> sql("SELECT count(*) FROM outbox").equals("0"));
    }
  }

  @Test
  void aRowThatIsNotUtf8IsReported() {
    sql("CREATE DATABASE plain ENCODING 'SQL_ASCII' TEMPLATE template0");
    String plain = database.url("plain");
    database.sql(plain, "CREATE TABLE outbox (id bigserial PRIMARY KEY, topic text, data json)");
    database.sql(plain, "INSERT INTO outbox (topic, data) VALUES ('a', to_json('Z' || chr(252)))");
    database.sql(plain, "INSERT INTO outbox (topic, data) VALUES ('a', '\"Z\u00FCrich\"')");
    try (SourceServer server =
        SourceServer.start(keys("url", plain, "topic", "pg.${topic}", "data", "data"))) {
      assertThat(server.values("pg.a", 1)).containsExactly("Z\u00FCrich");
      assertThat(server.errors(1).get(0).getString("reason"))
          .isEqualTo("the message is not text in UTF-8");
    }
  }

  @Test
  void rowsThatWaitForTheirReceiptAreCountedOnceAlsoAfterAReconnection() {
    sql(
        "INSERT INTO outbox (topic, data) VALUES ('a', '{\"n\":1}'), ('b', '{\"n\":1}'),"
            + " ('c', '{\"n\":1}'), ('d', '{\"n\":1}'), ('e', '{\"n\":1}')");
    Map<String, Object> keys =
        keys("topic", "n.${topic}", "data", "data.n", "every", "20ms", "in-flight", 5);
    try (SourceServer server = SourceServer.start(keys, Map.of("limits.topics", 4))) {
      server.status(found -> found.getInteger("published") == 4);
      database.broker().stop("QUIT");
      server.status("failing");
      database.broker().start();
      database.awaitConnections();
      server.status("live");
      sql("INSERT INTO outbox (topic, data) VALUES ('e', '{\"n\":2}')");
      server.delete("n.a");

      assertThat(server.values("n.e", 2)).containsExactly(1, 2);
      await()
          .atMost(SourceServer.PATIENCE)
          .until(() -> sql("SELECT count(*) FROM outbox").equals("0"));
      JsonObject status = server.status(found -> found.getInteger("published") >= 6);
      assertThat(status.getInteger("messages")).isEqualTo(6);
    }
  }

  @Test
  void idsMayGetAnotherTypeWhileRowsWaitForTheirReceipts() {
    sql(
        "INSERT INTO outbox (topic, data) VALUES ('a', '1'), ('b', '1'), ('c', '1'), ('d', '1'),"
            + " ('e', '1')");
    Map<String, Object> keys =
        keys("topic", "n.${topic}", "data", "data", "every", "20ms", "in-flight", 5);
    try (SourceServer server = SourceServer.start(keys, Map.of("limits.topics", 4))) {
      server.status(found -> found.getInteger("published") == 4);
      sql("ALTER TABLE outbox ALTER id DROP DEFAULT, ALTER id TYPE uuid USING gen_random_uuid()");
      sql("DELETE FROM outbox WHERE topic = 'a'");
      server.delete("n.a");

      assertThat(server.values("n.e", 2)).containsExactly(1, 1);
      await()
          .atMost(SourceServer.PATIENCE)
          .until(() -> sql("SELECT count(*) FROM outbox").equals("0"));
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
      database.broker().stop("QUIT");
      database.broker().start();
      database.awaitConnections();
      insert(1_500, 2_000);
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

  @Test
  void aStopDeletesWhatIsPublishedOfABatch() {
    sql("INSERT INTO outbox (topic, data) VALUES ('a', '1'), ('b', '2'), ('c', '3'), ('d', '4')");
    try (SourceServer server =
        SourceServer.start(
            keys("topic", "n.${topic}", "data", "data"), Map.of("limits.topics", 3))) {
      // The fourth topic has no room: its row waits, and with it the end of the batch.
      server.values("n.c", 1);
    }

    assertThat(sql("SELECT string_agg(topic, ',' ORDER BY id) FROM outbox")).isEqualTo("d");
  }

  @Test
  void aServerThatDoesNotAnswerIsAFailure() {
    try (SourceServer server =
        SourceServer.start(
            keys("topic", "n.x", "data", "data.n", "every", "20ms", "timeout", "500ms"))) {
      server.status("live");
      database.broker().freeze();
      assertThat(server.failure("timeout")).isEqualTo("no answer within 500 ms (timeout)");
      database.broker().thaw();

      insert(0, 10);
      assertThat(server.values("n.x", 10)).hasSize(10);
    }
  }

  @Test
  void aQueryThatWaitsTooLongIsCancelled() {
    String waiting =
        "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND pid <> pg_backend_pid()";
    PgConnection locking =
        PgConnection.connect(vertx, PgConnectOptions.fromUri(database.url())).await();
    locking.query("BEGIN").execute().await();
    locking.query("LOCK TABLE outbox IN ACCESS EXCLUSIVE MODE").execute().await();
    try (SourceServer server =
        SourceServer.start(
            keys("topic", "n.x", "data", "data.n", "every", "20ms", "timeout", "300ms"))) {
      server.failure("timeout");
      server.status(found -> found.getInteger("errors") >= 5);
      assertThat(Integer.parseInt(sql(waiting))).isLessThan(3);
      locking.query("COMMIT").execute().await();

      insert(0, 10);
      assertThat(server.values("n.x", 10)).hasSize(10);
    } finally {
      locking.close().await();
    }
  }
}
