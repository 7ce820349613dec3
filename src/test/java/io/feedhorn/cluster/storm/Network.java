package io.feedhorn.cluster.storm;

import java.io.IOException;
import java.util.List;

/** What the nodes of a storm talk over. */
interface Network extends AutoCloseable {
  /** The address of a node. */
  String host(int node);

  /** What a node's command is run by, which keeps the process's id. */
  List<String> prefix();

  /** A node's process was started: it gets its place in the network. */
  void joined(int node, long pid) throws IOException, InterruptedException;

  /** Nothing gets through between a node and the others any more, and nobody is told. */
  void isolate(int node, long pid) throws IOException, InterruptedException;

  /** Everything gets through again. */
  void heal(int node, long pid) throws IOException, InterruptedException;

  @Override
  void close();

  /** The loopback device, on which nobody can be cut off. */
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
        public void joined(int node, long pid) {}

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
