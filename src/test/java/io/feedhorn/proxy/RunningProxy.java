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

/** A real proxy in a process of its own, on a free port, set up as the documentation says. */
public final class RunningProxy implements AutoCloseable {
  private static final Duration TIMEOUT = Duration.ofSeconds(20);

  private final Process process;
  private final Proxy proxy;
  private final ProxySite site;

  private RunningProxy(Process process, Proxy proxy, ProxySite site) {
    this.process = process;
    this.proxy = proxy;
    this.site = site;
  }

  /**
   * Skips the test where the proxy is not to be tested, or not installed.
   *
   * @throws AssertionError where it must be tested, and is not installed
   */
  static void require(Proxy proxy) {
    if (!proxy.isSelected()) {
      abort("%1$s is tested with -Dproxies=%1$s or -Dproxies=all".formatted(proxy.id()));
    }
    if (proxy.program().isEmpty()) {
      String why = proxy.id() + " is not installed";
      if (!System.getProperty("proxies", "").isEmpty() || "true".equals(System.getenv("CI"))) {
        fail(why);
      }
      abort(why);
    }
  }

  /** One of nginx and HAProxy, for tests of other packages. */
  public static RunningProxy named(
      String name, Path temporary, SelfSignedCertificate cert, Integer... nodes) throws Exception {
    return start(Proxy.valueOf(name), temporary, cert, nodes);
  }

  static RunningProxy start(
      Proxy proxy, Path temporary, SelfSignedCertificate cert, Integer... nodes) throws Exception {
    require(proxy);
    // Workers that are not root look into it.
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
                throw new AssertionError(proxy.id() + " does not start:\n" + output());
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

  /** The address without a path, {@code https://127.0.0.1:PORT}. */
  public URI address() {
    return URI.create(proxy.scheme() + "://127.0.0.1:" + site.port());
  }

  /** Returns the output of the proxy, for the message of a failed test. */
  public String output() {
    return site.read("out") + site.read("error.log");
  }

  @Override
  public void close() {
    // A master ends its workers where it is asked to end, not where it is killed.
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
