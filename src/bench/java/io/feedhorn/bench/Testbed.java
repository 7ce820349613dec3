package io.feedhorn.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** The load generator and the running servers of the scenarios. */
final class Testbed implements AutoCloseable {
  final BenchOptions options;
  final BenchDirectory shop;
  final LoadProcess load = new LoadProcess();
  private final Map<Server, ServerUnderBench> running =
      Collections.synchronizedMap(new EnumMap<>(Server.class));
  private int opened;

  Testbed(BenchOptions options) throws IOException {
    this.options = options;
    this.shop = new BenchDirectory(options.root());
    // However it ends, no server is left behind.
    Runtime.getRuntime().addShutdownHook(new Thread(this::stopServers, "bench-stop"));
  }

  /** Those that are asked for and can be started; the others are noted. */
  List<Peer> available(List<Peer> peers, Results results) {
    List<Peer> available = new ArrayList<>();
    for (Peer peer : peers) {
      String missing = peer.server.missing(shop);
      if (!options.only().isEmpty() && !options.only().contains(peer.id)) {
        continue;
      }
      if (missing == null) {
        available.add(peer);
      } else {
        note(results, peer.label + " left out: " + missing);
      }
    }
    return available;
  }

  /** Returns true if a server is running. */
  boolean isUp(Server server) {
    return running.containsKey(server);
  }

  /** The server, started if it is not up. */
  ServerUnderBench server(Server server) throws Exception {
    ServerUnderBench up = running.get(server);
    if (up == null) {
      up = ServerUnderBench.start(server, shop, List.of());
      running.put(server, up);
    }
    return up;
  }

  /** Ends a server, where something went wrong with it: the next who needs it gets a fresh one. */
  void discard(Server server) {
    ServerUnderBench up = running.remove(server);
    if (up != null) {
      up.close();
    }
  }

  /** A prefix for topics that no run had before. */
  String nextRun() {
    int count = opened++;
    return "" + (char) ('a' + count / 26 % 26) + (char) ('a' + count % 26);
  }

  void note(Results results, String text) {
    System.out.println(text);
    results.notes().add(text);
  }

  void stopServers() {
    running.values().forEach(ServerUnderBench::close);
    running.clear();
  }

  @Override
  public void close() {
    stopServers();
    load.close();
  }
}
