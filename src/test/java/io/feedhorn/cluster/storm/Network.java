package io.feedhorn.cluster.storm;

import java.io.IOException;
import java.util.List;

/** The network between the nodes of a storm. */
interface Network extends AutoCloseable {
  /** Returns the address of a node. */
  String host(int node);

  /** Returns the command that runs a node's command with the same process id. */
  List<String> prefix();

  /** Connects the process of a node that was started. */
  void attach(int node, long pid) throws IOException, InterruptedException;

  /** Drops all packets between a node and the others. */
  void isolate(int node, long pid) throws IOException, InterruptedException;

  /** Ends the isolation of a node. */
  void heal(int node, long pid) throws IOException, InterruptedException;

  @Override
  void close();

  /** The loopback device, on which no node can be isolated. */
  Network LOOPBACK =
      new Network() {
        @Override
        public String host(int node) {
          return MachineState.LOOPBACK;
        }

        @Override
        public List<String> prefix() {
          return List.of();
        }

        @Override
        public void attach(int node, long pid) {}

        @Override
        public void isolate(int node, long pid) {
          throw new UnsupportedOperationException("a partition needs network namespaces");
        }

        @Override
        public void heal(int node, long pid) {}

        @Override
        public void close() {}
      };
}
