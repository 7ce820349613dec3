package io.feedhorn.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** The load generator and the running servers of the scenarios. */
final class Testbed implements AutoCloseable {
  final BenchOptions options;
  final BenchDirectory directory;
  final LoadProcess load = new LoadProcess();
  private final Map<Server, MeasuredServer> running =
      Collections.synchronizedMap(new EnumMap<>(Server.class));
  private final Queue<MeasuredServer> fresh = new ConcurrentLinkedQueue<>();
  private int runs;

  Testbed(BenchOptions options) throws IOException {
    this.options = options;
    this.directory = new BenchDirectory(options.root(), options.old());
    // Stops the servers even if the benchmark is interrupted.
    Runtime.getRuntime().addShutdownHook(new Thread(this::stopServers, "bench-stop"));
  }

  /** Returns the selected peers that can be started, and notes the others in the results. */
  List<Peer> available(List<Peer> peers, Results results) {
    List<Peer> available = new ArrayList<>();
    for (Peer peer : peers) {
      String missing = peer.server.missingPrograms(directory);
      boolean isSelected = options.only().isEmpty() || options.only().contains(peer.id);
      if (!isSelected || (peer.server == Server.FEEDHORN_OLD && options.old() == null)) {
        continue;
      }
      if (missing == null) {
        available.add(peer);
      } else {
        note(results, peer.label + " skipped: " + missing);
      }
    }
    return available;
  }

  /** Returns true if a server is running. */
  boolean isRunning(Server server) {
    return running.containsKey(server);
  }

  /** Returns a running server, and starts it if it is not running. */
  MeasuredServer server(Server server) throws Exception {
    MeasuredServer started = running.get(server);
    if (started == null) {
      started = MeasuredServer.start(server, directory, List.of());
      running.put(server, started);
    }
    return started;
  }

  /** Starts a server for one measurement. The caller closes it. */
  MeasuredServer startFresh(Server server, List<String> jvm) throws Exception {
    fresh.clear();
    MeasuredServer started = MeasuredServer.start(server, directory, jvm);
    fresh.add(started);
    return started;
  }

  /** Stops a server after a failure. The next call of {@link #server} starts a new one. */
  void discard(Server server) {
    MeasuredServer started = running.remove(server);
    if (started != null) {
      started.close();
    }
  }

  /** Returns a prefix of topics that no earlier run used. */
  String nextRun() {
    int count = runs++;
    return "" + (char) ('a' + count / 26 % 26) + (char) ('a' + count % 26);
  }

  void note(Results results, String text) {
    if (!results.notes().contains(text)) {
      System.out.println(text);
      results.notes().add(text);
    }
  }

  void stopServers() {
    running.values().forEach(MeasuredServer::close);
    running.clear();
    fresh.forEach(MeasuredServer::close);
    fresh.clear();
  }

  @Override
  public void close() {
    stopServers();
    load.close();
  }
}
