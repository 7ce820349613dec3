package io.feedhorn.cluster;

import io.feedhorn.http.SelfSignedCertificate;
import io.feedhorn.proxy.RunningProxy;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import org.awaitility.Awaitility;

/** A publisher and a reader of one topic, both behind the same proxy. */
final class RollingClients implements AutoCloseable {
  private static final Duration TIMEOUT = Duration.ofSeconds(60);

  private final RunningProxy proxy;
  private final RollingStream stream;
  private final RollingPublisher publisher;
  private long published;

  private RollingClients(RunningProxy proxy, RollingStream stream, RollingPublisher publisher) {
    this.proxy = proxy;
    this.stream = stream;
    this.publisher = publisher;
  }

  /** Starts a proxy before the first two nodes, and clients of this proxy. */
  static RollingClients start(
      String proxy, Path folder, SelfSignedCertificate cert, HttpClient client, ThreeNodes nodes)
      throws Exception {
    RunningProxy running =
        RunningProxy.named(proxy, folder, cert, nodes.httpPort(0), nodes.httpPort(1));
    String topic = "chat." + proxy.toLowerCase(Locale.ROOT);
    RollingClients clients =
        new RollingClients(
            running,
            new RollingStream(client, running.address(), nodes.token(), topic),
            new RollingPublisher(client, running.address(), nodes.token(), topic));
    clients.stream.start();
    clients.publisher.start();
    return clients;
  }

  /** Stops publishing, and waits until the reader has the last update. */
  void stop() throws InterruptedException {
    published = publisher.stop();
    Awaitility.await().atMost(TIMEOUT).until(() -> stream.last() >= published);
  }

  RunningProxy proxy() {
    return proxy;
  }

  RollingStream stream() {
    return stream;
  }

  RollingPublisher publisher() {
    return publisher;
  }

  /** Returns the number of published values, which are 1, 2, 3, …. */
  long published() {
    return published;
  }

  @Override
  public void close() {
    publisher.close();
    stream.close();
    proxy.close();
  }
}
