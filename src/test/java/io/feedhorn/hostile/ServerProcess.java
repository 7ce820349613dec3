package io.feedhorn.hostile;

import io.feedhorn.transport.FeedhornCommand;
import io.feedhorn.transport.JavaCommand;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/** A server in a process of its own, on a free port, without the demo. Killed when closed. */
public final class ServerProcess implements AutoCloseable {
  private static final Pattern READY = Pattern.compile("ready on https?://127\\.0\\.0\\.1:(\\d+)");
  private static final Duration TIMEOUT = Duration.ofSeconds(60);

  private final Process process;
  private final Path folder;
  private final int port;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private String token = "";

  private ServerProcess(Process process, Path folder) {
    this.process = process;
    this.folder = folder;
    Awaitility.await()
        .atMost(TIMEOUT)
        .until(() -> !process.isAlive() || READY.matcher(read("out")).find());
    Matcher ready = READY.matcher(read("out"));
    if (!ready.find()) {
      throw new AssertionError(
          "the server does not start: exit code %s, %s"
              .formatted(process.isAlive() ? "none" : process.exitValue(), read("err")));
    }
    this.port = Integer.parseInt(ready.group(1));
  }

  /**
   * Starts a server and waits until it is ready.
   *
   * @param environment further settings
   * @param jvm further options of the JVM
   */
  public static ServerProcess start(Map<String, String> environment, String... jvm) {
    return start(null, environment, jvm);
  }

  /** Starts a server whose writes to its log fail as on a full disk. */
  public static ServerProcess withoutRoomForItsLog() {
    return start(Path.of("/dev/full"), Map.of());
  }

  private static ServerProcess start(
      @Nullable Path log, Map<String, String> environment, String... jvm) {
    try {
      Path folder = Files.createTempDirectory("feedhorn");
      List<String> command = FeedhornCommand.of(List.of(jvm));
      command.add("serve");
      ProcessBuilder builder =
          new ProcessBuilder(command)
              .directory(folder.toFile())
              .redirectOutput(folder.resolve("out").toFile())
              .redirectError((log == null ? folder.resolve("err") : log).toFile());
      builder
          .environment()
          .keySet()
          .removeIf(name -> name.matches("FEEDHORN_.*|JAVA_TOOL_OPTIONS"));
      builder
          .environment()
          .putAll(Map.of("FEEDHORN_HTTP_PORT", "0", "FEEDHORN_DEMO_ENABLED", "false"));
      builder.environment().putAll(environment);
      return new ServerProcess(builder.start(), folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public int port() {
    return port;
  }

  public long pid() {
    return process.pid();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** Sets the token of further requests. */
  void useToken(String newToken) {
    token = newToken;
  }

  /** Runs a full collection, so that leaked buffers are found. */
  void collect() {
    List<String> command = JavaCommand.tool("jcmd");
    command.addAll(List.of(Long.toString(pid()), "GC.run"));
    run(command.toArray(String[]::new));
  }

  /** Waits for the end of the process. */
  public int exitCode(Duration atMost) throws InterruptedException {
    if (!process.waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new AssertionError("the server goes on for longer than " + atMost);
    }
    return process.exitValue();
  }

  /** Returns the log. */
  public String log() {
    return read("err");
  }

  /** Returns the body of the response to a GET with any status. */
  public String get(String path) {
    return send(HttpRequest.newBuilder(uri(path)).GET()).body();
  }

  /** Publishes a value. Returns the response. */
  public HttpResponse<String> publish(String topic, String json) {
    return send(
        HttpRequest.newBuilder(uri("/v1/topics/" + topic)).POST(BodyPublishers.ofString(json)));
  }

  private HttpResponse<String> send(HttpRequest.Builder request) {
    if (!token.isEmpty()) {
      request.header("Authorization", "Bearer " + token);
    }
    try {
      return client.send(request.timeout(TIMEOUT).build(), BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  private URI uri(String path) {
    return URI.create("http://127.0.0.1:" + port + path);
  }

  /** Returns the number of open connections and waiting polls. */
  public long connections() {
    return sum("feedhorn_connections");
  }

  /** Returns the sum of all series of a metric; 0 if there are none. */
  public long sum(String metric) {
    return get("/metrics")
        .lines()
        .filter(line -> line.startsWith(metric + "{") || line.startsWith(metric + " "))
        .mapToLong(line -> (long) Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  /** Returns the number of open file descriptors. Linux only. */
  public long descriptors() {
    try (Stream<Path> open = Files.list(Path.of("/proc/" + pid() + "/fd"))) {
      return open.count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Sends a signal: STOP, CONT, KILL. */
  public void signal(String name) {
    run("kill", "-" + name, Long.toString(pid()));
  }

  /** Runs a command and returns its output. */
  public static String run(String... command) {
    try {
      Process tool = new ProcessBuilder(command).redirectErrorStream(true).start();
      String said = new String(tool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      tool.waitFor();
      return said;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  private String read(String file) {
    try {
      return Files.readString(folder.resolve(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
    try {
      process.waitFor(10, TimeUnit.SECONDS);
      Files.deleteIfExists(folder.resolve("out"));
      Files.deleteIfExists(folder.resolve("err"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
