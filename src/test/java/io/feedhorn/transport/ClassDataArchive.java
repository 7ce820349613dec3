package io.feedhorn.transport;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/**
 * The classes of a running node in the form of the JVM, in a file beside the jar. A process with
 * this file starts in half the CPU time. The first test JVM that needs it creates it.
 */
final class ClassDataArchive {
  /** The jar that has the archive. A JVM ignores an archive of another jar. */
  static final Path JAR = Path.of("target", "feedhorn.jar").toAbsolutePath();

  private static final Path ARCHIVE = JAR.resolveSibling("feedhorn.jsa");
  private static final Path LOCK = JAR.resolveSibling("feedhorn.jsa.lock");
  private static final Duration TIMEOUT = Duration.ofSeconds(90);

  private ClassDataArchive() {}

  /** Returns the options of a JVM that uses the archive. */
  static List<String> options() {
    return Created.OPTIONS;
  }

  /** Created when it is first used, once for this JVM. */
  private static final class Created {
    private static final List<String> OPTIONS =
        // Without the warnings of the JVM, which would be in the output that tests compare.
        List.of("-XX:SharedArchiveFile=" + create(), "-Xlog:disable");
  }

  private static Path create() {
    try (FileChannel file =
        FileChannel.open(LOCK, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      // Other test JVMs wait.
      FileLock lock = file.lock();
      if (!Files.exists(ARCHIVE)
          || Files.getLastModifiedTime(ARCHIVE).compareTo(Files.getLastModifiedTime(JAR)) < 0) {
        Files.move(write(), ARCHIVE, StandardCopyOption.REPLACE_EXISTING);
      }
      lock.release();
      return ARCHIVE;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Runs a node with a store that forms a cluster of its own, uses its transports, and stops it.
   */
  private static Path write() throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory(JAR.getParent(), "archive");
    Path archive = folder.resolve("feedhorn.jsa");
    Files.deleteIfExists(archive);
    int port = FreePorts.next();
    int clusterPort = FreePorts.next();
    List<String> command = new ArrayList<>(JavaCommand.start());
    command.addAll(List.of("-XX:ArchiveClassesAtExit=" + archive, "-jar", JAR.toString(), "serve"));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("out").toFile());
    builder
        .environment()
        .putAll(
            Map.of(
                "FEEDHORN_HTTP_PORT",
                Integer.toString(port),
                "FEEDHORN_CLUSTER_ENABLED",
                "true",
                "FEEDHORN_CLUSTER_PORT",
                Integer.toString(clusterPort),
                "FEEDHORN_CLUSTER_MEMBERS",
                "127.0.0.1:" + clusterPort,
                "FEEDHORN_STORE_PATH",
                folder.resolve("store").toString()));
    Process node = builder.start();
    try {
      use("127.0.0.1:" + port);
      node.destroy();
      if (!node.waitFor(TIMEOUT.toSeconds(), TimeUnit.SECONDS) || !Files.exists(archive)) {
        throw new IOException("no archive: " + Files.readString(folder.resolve("out")));
      }
      return archive;
    } finally {
      node.destroyForcibly();
    }
  }

  private static void use(String address) throws IOException, InterruptedException {
    HttpClient client = HttpClient.newHttpClient();
    URI topic = URI.create("http://" + address + "/v1/topics/notify.a");
    HttpRequest publish =
        HttpRequest.newBuilder(topic)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString("1"))
            .build();
    Awaitility.await()
        .atMost(TIMEOUT)
        .ignoreExceptions()
        .until(() -> client.send(publish, BodyHandlers.discarding()).statusCode() == 201);
    client
        .newWebSocketBuilder()
        .buildAsync(URI.create("ws://" + address + "/v1/ws"), new WebSocket.Listener() {})
        .join()
        .abort();
    for (String path : List.of("/v1/stream?topics=notify.a", "/v1/updates?topics=notify.a")) {
      HttpResponse<InputStream> response =
          client.send(
              HttpRequest.newBuilder(URI.create("http://" + address + path)).build(),
              BodyHandlers.ofInputStream());
      response.body().close();
    }
  }
}
