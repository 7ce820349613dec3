package io.feedhorn.source;

import static org.awaitility.Awaitility.await;

import io.feedhorn.transport.FreePorts;
import io.feedhorn.transport.LogTail;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

/** A broker as a process on the loopback interface, which can be killed and started again. */
public final class Broker implements AutoCloseable {
  private final List<String> command;
  private final int port;
  private final Path log;
  private @Nullable Process process;

  private Broker(List<String> command, int port, Path log) {
    this.command = command;
    this.port = port;
    this.log = log;
  }

  /** Returns a free port, which stays free while the broker restarts. */
  public static int freePort() {
    return FreePorts.next();
  }

  /** Returns the path of a program; skips the test if it is not installed, except in CI. */
  public static String program(String... paths) {
    for (String path : paths) {
      if (Files.isExecutable(Path.of(path))) {
        return path;
      }
    }
    String missing = "none of " + List.of(paths) + " is installed";
    if ("true".equals(System.getenv("CI"))) {
      throw new IllegalStateException(missing);
    }
    return Assumptions.<String>abort(missing);
  }

  /** Starts a broker and waits until it accepts connections. */
  public static Broker start(Path folder, int port, List<String> command) {
    Broker broker = new Broker(command, port, folder.resolve("broker.log"));
    broker.start();
    return broker;
  }

  /** Starts the broker again, with its old data. */
  public void start() {
    try {
      process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
              .start();
    } catch (IOException failure) {
      throw new IllegalStateException(failure);
    }
    await().atMost(SourceServer.PATIENCE).until(this::accepts);
  }

  private Process running() {
    return Objects.requireNonNull(process);
  }

  private boolean accepts() {
    if (!running().isAlive()) {
      throw new IllegalStateException(command + " has ended; " + LogTail.of(log));
    }
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1_000);
      return true;
    } catch (IOException refused) {
      return false;
    }
  }

  /** Kills the process, without any time to finish. */
  public void kill() {
    running().destroyForcibly();
    try {
      running().waitFor(60, TimeUnit.SECONDS);
    } catch (InterruptedException stopped) {
      throw new IllegalStateException(stopped);
    }
  }

  /** Sends a signal such as {@code QUIT} and waits for the end of the process. */
  public void stop(String signal) {
    send(signal, Stream.of(running().toHandle()));
    try {
      running().waitFor(60, TimeUnit.SECONDS);
    } catch (InterruptedException failure) {
      throw new IllegalStateException(failure);
    }
  }

  /** Suspends the broker: it keeps its connections, accepts further ones, and answers nothing. */
  public void freeze() {
    send("STOP", all());
  }

  /** Lets a suspended broker go on. */
  public void thaw() {
    send("CONT", all());
  }

  private Stream<ProcessHandle> all() {
    return Stream.concat(Stream.of(running().toHandle()), running().descendants());
  }

  private static void send(String signal, Stream<ProcessHandle> processes) {
    try {
      List<String> kill = new ArrayList<>(List.of("kill", "-" + signal));
      processes.forEach(process -> kill.add(Long.toString(process.pid())));
      new ProcessBuilder(kill).start().waitFor();
    } catch (IOException | InterruptedException failure) {
      throw new IllegalStateException(failure);
    }
  }

  @Override
  public void close() {
    kill();
  }
}
