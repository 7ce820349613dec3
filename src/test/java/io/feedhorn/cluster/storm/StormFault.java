package io.feedhorn.cluster.storm;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A fault of nodes and its end: after {@link #apply} all nodes are running and ready. */
enum StormFault {
  /** SIGKILL of a node, and its start after {@code hold}. */
  KILL("kill -9", 3) {
    @Override
    void apply(Nodes nodes, NodeProcess victim, Duration hold) throws Exception {
      victim.kill();
      Thread.sleep(hold.toMillis());
      victim.start();
      victim.awaitTakenOver();
    }
  },
  /** SIGTERM of a node, and its start. */
  LEAVE("leave (SIGTERM)", 2) {
    @Override
    void apply(Nodes nodes, NodeProcess victim, Duration hold) throws Exception {
      victim.terminate();
      Thread.sleep(hold.toMillis());
      victim.start();
      victim.awaitTakenOver();
    }
  },
  /** SIGTERM and start of each node, one after the other. */
  ROLLING("rolling restart", 1) {
    @Override
    void apply(Nodes nodes, NodeProcess victim, Duration hold) throws Exception {
      for (NodeProcess node : nodes.all()) {
        LEAVE.apply(nodes, node, hold);
        nodes.awaitReady();
      }
    }
  },
  /** SIGSTOP of a node, and SIGCONT. */
  PAUSE("pause (SIGSTOP)", 20) {
    @Override
    void apply(Nodes nodes, NodeProcess victim, Duration hold) throws Exception {
      victim.suspend();
      try {
        Thread.sleep(hold.toMillis());
      } finally {
        victim.resume();
      }
      nodes.awaitReady();
    }
  },
  /** A node that other nodes cannot reach, but clients can. */
  PARTITION("partition", 20) {
    @Override
    void apply(Nodes nodes, NodeProcess victim, Duration hold) throws Exception {
      victim.isolate();
      try {
        Thread.sleep(hold.toMillis());
      } finally {
        victim.heal();
      }
      nodes.awaitReady();
    }
  },
  /** A node that is suspended for four fifths of the time. */
  SLOW("slow node", 10) {
    @Override
    void apply(Nodes nodes, NodeProcess victim, Duration hold) throws Exception {
      long end = System.nanoTime() + hold.toNanos();
      while (System.nanoTime() < end) {
        victim.suspend();
        Thread.sleep(80);
        victim.resume();
        Thread.sleep(20);
      }
      nodes.awaitReady();
    }
  },
  /** A node with a full disk: all its writes to files fail. */
  DISK("full disk", 5) {
    @Override
    void apply(Nodes nodes, NodeProcess victim, Duration hold) throws Exception {
      victim.diskFull(true);
      LEAVE.apply(nodes, victim, Duration.ZERO);
      Thread.sleep(hold.toMillis());
      victim.diskFull(false);
      LEAVE.apply(nodes, victim, Duration.ZERO);
    }
  },
  /** An additional node that leaves, if it is running, and joins. */
  JOIN("join under load", 5) {
    @Override
    void apply(Nodes nodes, NodeProcess victim, Duration hold) throws Exception {
      NodeProcess last = nodes.get(nodes.all().size() - 1);
      if (last.isAlive()) {
        last.terminate();
      }
      last.start();
      last.awaitReady();
      Thread.sleep(hold.toMillis());
    }
  },
  /** SIGKILL of all nodes, and their start. */
  RESTART("all at once", 0) {
    @Override
    void apply(Nodes nodes, NodeProcess victim, Duration hold) throws Exception {
      for (NodeProcess node : nodes.all()) {
        node.kill();
      }
      Thread.sleep(hold.toMillis());
      nodes.start();
    }
  },
  /** SIGKILL of all nodes of durable feeds, and their start one after the other. */
  ALL_KILL("all at once, durable feeds", 1) {
    @Override
    void apply(Nodes nodes, NodeProcess victim, Duration hold) throws Exception {
      for (NodeProcess node : nodes.all()) {
        node.kill();
      }
      // The first one to start is another one in each round.
      NodeProcess next = victim;
      for (int i = 0; i < nodes.all().size(); i++) {
        next.start();
        Thread.sleep(hold.toMillis());
        next = nodes.after(next);
      }
      nodes.awaitReady();
    }
  },

  /** A kill, a suspension and a rolling restart, each when all nodes are ready again. */
  SERIES("kill, pause, rolling restart", 8) {
    @Override
    void apply(Nodes nodes, NodeProcess victim, Duration hold) throws Exception {
      KILL.apply(nodes, victim, Duration.ofSeconds(1));
      PAUSE.apply(nodes, nodes.after(victim), hold);
      ROLLING.apply(nodes, victim, Duration.ZERO);
    }
  },
  /** A suspended node resumes, and at the same moment another node is stopped. */
  RETURN("pause, and leave of another at once", 8) {
    @Override
    void apply(Nodes nodes, NodeProcess victim, Duration hold) throws Exception {
      victim.suspend();
      try {
        Thread.sleep(hold.toMillis());
      } finally {
        victim.resume();
      }
      LEAVE.apply(nodes, nodes.after(victim), Duration.ZERO);
      nodes.awaitReady();
    }
  },
  /** No fault. */
  NONE("none", 5) {
    @Override
    void apply(Nodes nodes, NodeProcess victim, Duration hold) throws Exception {
      Thread.sleep(hold.toMillis());
    }
  };

  private final String title;
  private final int holdSeconds;

  StormFault(String title, int holdSeconds) {
    this.title = title;
    this.holdSeconds = holdSeconds;
  }

  abstract void apply(Nodes nodes, NodeProcess victim, Duration hold) throws Exception;

  String title() {
    return title;
  }

  /** Returns the default duration. */
  Duration hold() {
    return Duration.ofSeconds(holdSeconds);
  }

  /** Returns true if some nodes are not affected. */
  boolean hasUnaffectedNodes() {
    return this != ROLLING
        && this != RESTART
        && this != ALL_KILL
        && this != SERIES
        && this != RETURN;
  }

  /** Returns true if the feeds are durable. */
  boolean isDurable() {
    return this == ALL_KILL;
  }

  /** Returns the number of nodes that are not running before the fault. */
  int spareNodes() {
    return this == JOIN ? 1 : 0;
  }

  /** Returns the fault of a name on the command line: {@code kill}. */
  static StormFault parse(String name) {
    List<String> names = new ArrayList<>();
    for (StormFault fault : values()) {
      if (fault.name().equalsIgnoreCase(name.replace('-', '_'))) {
        return fault;
      }
      names.add(fault.name().toLowerCase(java.util.Locale.ROOT).replace('_', '-'));
    }
    throw new IllegalArgumentException("'" + name + "' is not a fault; allowed are " + names);
  }
}
