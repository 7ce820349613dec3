package io.feedhorn.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowIterator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A PostgreSQL server with an empty outbox table. */
public final class PostgresqlServer implements AutoCloseable {
  private static final String TABLE =
      "CREATE TABLE outbox (id bigserial PRIMARY KEY, topic text NOT NULL, data json NOT NULL)";

  private final Vertx vertx = Vertx.vertx();
  private final Path data;
  private final Broker broker;
  private final String url;

  /**
   * @param folder the folder of the log
   */
  public PostgresqlServer(Path folder) throws Exception {
    String initdb = Broker.program(programs("initdb"));
    int port = Broker.freePort();
    url = "postgresql://postgres@127.0.0.1:" + port + "/postgres";
    data = Files.createTempDirectory(Path.of("/tmp"), "feedhorn-pg");
    if (isRoot()) {
      run(List.of("chown", "postgres", data.toString()));
    }
    run(
        asPostgres(
            initdb,
            "-D",
            data.toString(),
            "-U",
            "postgres",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--no-locale",
            "--no-sync"));
    broker =
        Broker.start(
            folder,
            port,
            asPostgres(
                Broker.program(programs("postgres")),
                "-D",
                data.toString(),
                "-p",
                Integer.toString(port),
                "-c",
                "listen_addresses=127.0.0.1",
                "-c",
                "unix_socket_directories=" + data));
    awaitConnections();
    sql(TABLE);
  }

  /** Waits until the server answers queries. */
  public void awaitConnections() {
    await()
        .atMost(SourceServer.PATIENCE)
        .ignoreExceptions()
        .until(() -> sql("SELECT 1").equals("1"));
  }

  public Broker broker() {
    return broker;
  }

  public String url() {
    return url;
  }

  /** Returns the first value of the first row; an empty text if there is none. */
  public String sql(String sql) {
    return sql(url, sql);
  }

  /** Returns the URL of another database. */
  public String url(String name) {
    return url.substring(0, url.lastIndexOf('/') + 1) + name;
  }

  /** Returns the first value of the first row in a database; an empty text if there is none. */
  public String sql(String database, String sql) {
    PgConnection connection = PgConnection.connect(vertx, database).await();
    try {
      RowIterator<Row> rows = connection.query(sql).execute().await().iterator();
      return rows.hasNext() ? String.valueOf(rows.next().getValue(0)) : "";
    } finally {
      connection.close().await();
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

  private static void run(List<String> command) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertThat(process.waitFor()).as(command.toString()).isZero();
  }

  @Override
  public void close() throws IOException {
    broker.stop("INT");
    vertx.close().await();
    try (Stream<Path> files = Files.walk(data)) {
      files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    }
  }
}
