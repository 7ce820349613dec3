package io.feedhorn.proxy;

import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import io.feedhorn.http.SelfSignedCertificate;
import io.feedhorn.transport.FreePorts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** A real proxy in its own process, on a free port, with the documented configuration. */
public final class RunningProxy implements AutoCloseable {
  private static final Duration TIMEOUT = Duration.ofSeconds(50);

  private final Process process;
  private final Proxy proxy;
  private final ProxySite site;

  private RunningProxy(Process process, Proxy proxy, ProxySite site) {
    this.process = process;
    this.proxy = proxy;
    this.site = site;
  }

  /**
   * Skips the test if the proxy is not selected or not installed.
   *
   * @throws AssertionError if the proxy must be tested but is not installed
   */
  static void require(Proxy proxy) {
    if (!proxy.isSelected()) {
      abort("%1$s is tested with -Dproxies=%1$s or -Dproxies=all".formatted(proxy.id()));
    }
    if (proxy.program().isEmpty()) {
      String reason = proxy.id() + " is not installed";
      if (!System.getProperty("proxies", "").isEmpty() || "true".equals(System.getenv("CI"))) {
        fail(reason);
      }
      abort(reason);
    }
  }

  /** Starts nginx or HAProxy, for tests of other packages. */
  public static RunningProxy named(
      String name, Path temporary, SelfSignedCertificate cert, Integer... nodes) throws Exception {
    return start(Proxy.valueOf(name), temporary, cert, nodes);
  }

  static RunningProxy start(
      Proxy proxy, Path temporary, SelfSignedCertificate cert, Integer... nodes) throws Exception {
    require(proxy);
    // Workers that are not root must be able to read it.
    Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString("rwxr-xr-x"));
    Path folder =
        Files.createTempDirectory(
            temporary,
            proxy.id(),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
    ProxySite site = new ProxySite(folder, FreePorts.next(), List.of(nodes), cert.write(folder));
    ProcessBuilder builder =
        new ProcessBuilder(proxy.command(site))
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("out").toFile());
    builder.environment().put("HOME", folder.toString());
    RunningProxy running = new RunningProxy(builder.start(), proxy, site);
    try {
      running.awaitOpen();
    } catch (RuntimeException | AssertionError failure) {
      running.close();
      throw failure;
    }
    return running;
  }

  private void awaitOpen() {
    Awaitility.await(proxy.id())
        .atMost(TIMEOUT)
        .until(
            () -> {
              if (!process.isAlive()) {
                throw new AssertionError(proxy.id() + " did not start:\n" + output());
              }
              return accepts();
            });
  }

  private boolean accepts() {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), site.port()), 1_000);
      return true;
    } catch (IOException notYet) {
      return false;
    }
  }

  /** Returns the address without a path: {@code https://127.0.0.1:PORT}. */
  public URI address() {
    return URI.create(proxy.scheme() + "://127.0.0.1:" + site.port());
  }

  /** Returns the output of the proxy, for the message of a failed test. */
  public String output() {
    return site.read("out") + site.read("error.log");
  }

  @Override
  public void close() {
    // A master process stops its workers if it is asked to stop, but not if it is killed.
    List<ProcessHandle> workers = process.descendants().toList();
    process.destroy();
    try {
      if (!process.waitFor(5, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    workers.forEach(ProcessHandle::destroyForcibly);
  }
}
