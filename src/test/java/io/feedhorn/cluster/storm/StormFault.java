package io.feedhorn.cluster.storm;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What is done to the nodes, and undone: after {@link #strike} all run and are ready. */
enum StormFault {
  /** SIGKILL of a node, and its start {@code hold} later. */
  KILL("kill -9", 3) {
    @Override
    void strike(Nodes nodes, NodeProcess victim, Duration hold) throws Exception {
      victim.kill();
      Thread.sleep(hold.toMillis());
      victim.start();
      victim.awaitReady();
    }
  },
  /** SIGTERM of a node, and its start. */
  LEAVE("leave (SIGTERM)", 2) {
    @Override
    void strike(Nodes nodes, NodeProcess victim, Duration hold) throws Exception {
      victim.leave();
      Thread.sleep(hold.toMillis());
      victim.start();
      victim.awaitReady();
    }
  },
  /** SIGTERM and start of each node, one after the other. */
  ROLLING("rolling restart", 1) {
    @Override
    void strike(Nodes nodes, NodeProcess victim, Duration hold) throws Exception {
      for (NodeProcess node : nodes.all()) {
        LEAVE.strike(nodes, node, hold);
        nodes.awaitReady();
      }
    }
  },
  /** SIGSTOP of a node, and SIGCONT. */
  PAUSE("pause (SIGSTOP)", 20) {
    @Override
    void strike(Nodes nodes, NodeProcess victim, Duration hold) throws Exception {
      victim.pause();
      try {
        Thread.sleep(hold.toMillis());
      } finally {
        victim.resume();
      }
      nodes.awaitReady();
    }
  },
  /** A node that the others cannot reach, but its clients can. */
  PARTITION("partition", 20) {
    @Override
    void strike(Nodes nodes, NodeProcess victim, Duration hold) throws Exception {
      victim.isolate();
      try {
        Thread.sleep(hold.toMillis());
      } finally {
        victim.heal();
      }
      nodes.awaitReady();
    }
  },
  /** A node that runs a fifth of the time. */
  SLOW("slow node", 10) {
    @Override
    void strike(Nodes nodes, NodeProcess victim, Duration hold) throws Exception {
      long end = System.nanoTime() + hold.toNanos();
      while (System.nanoTime() < end) {
        victim.pause();
        Thread.sleep(80);
        victim.resume();
        Thread.sleep(20);
      }
      nodes.awaitReady();
    }
  },
  /** A node all of whose writes to files fail, as its disk is full. */
  DISK("full disk", 5) {
    @Override
    void strike(Nodes nodes, NodeProcess victim, Duration hold) throws Exception {
      victim.diskFull(true);
      LEAVE.strike(nodes, victim, Duration.ZERO);
      Thread.sleep(hold.toMillis());
      victim.diskFull(false);
      LEAVE.strike(nodes, victim, Duration.ZERO);
    }
  },
  /** A node more, which leaves where it is there, and joins. */
  JOIN("join under load", 5) {
    @Override
    void strike(Nodes nodes, NodeProcess victim, Duration hold) throws Exception {
      NodeProcess last = nodes.get(nodes.all().size() - 1);
      if (last.isAlive()) {
        last.leave();
      }
      last.start();
      last.awaitReady();
      Thread.sleep(hold.toMillis());
    }
  },
  /** SIGKILL of all nodes, and their start. */
  RESTART("all at once", 0) {
    @Override
    void strike(Nodes nodes, NodeProcess victim, Duration hold) throws Exception {
      for (NodeProcess node : nodes.all()) {
        node.kill();
      }
      Thread.sleep(hold.toMillis());
      nodes.start();
    }
  },
  /** A kill, a pause and a rolling restart, one after the other, each when all are ready again. */
  SERIES("kill, pause, rolling restart", 8) {
    @Override
    void strike(Nodes nodes, NodeProcess victim, Duration hold) throws Exception {
      KILL.strike(nodes, victim, Duration.ofSeconds(1));
      PAUSE.strike(nodes, nodes.after(victim), hold);
      ROLLING.strike(nodes, victim, Duration.ZERO);
    }
  },
  /** A node that stood still goes on, and at this moment another one is told to leave. */
  RETURN("pause, and leave of another at once", 8) {
    @Override
    void strike(Nodes nodes, NodeProcess victim, Duration hold) throws Exception {
      victim.pause();
      try {
        Thread.sleep(hold.toMillis());
      } finally {
        victim.resume();
      }
      LEAVE.strike(nodes, nodes.after(victim), Duration.ZERO);
      nodes.awaitReady();
    }
  },
  /** Nothing. */
  NONE("none", 5) {
    @Override
    void strike(Nodes nodes, NodeProcess victim, Duration hold) throws Exception {
      Thread.sleep(hold.toMillis());
    }
  };

  private final String title;
  private final int holdSeconds;

  StormFault(String title, int holdSeconds) {
    this.title = title;
    this.holdSeconds = holdSeconds;
  }

  abstract void strike(Nodes nodes, NodeProcess victim, Duration hold) throws Exception;

  String title() {
    return title;
  }

  /** How long it lasts unless something else is asked for. */
  Duration hold() {
    return Duration.ofSeconds(holdSeconds);
  }

  /** Whether there are nodes that nothing is done to. */
  boolean spares() {
    return this != ROLLING && this != RESTART && this != SERIES && this != RETURN;
  }

  /** How many nodes do not run before the fault. */
  int spare() {
    return this == JOIN ? 1 : 0;
  }

  /** On the command line: {@code kill}. */
  static StormFault named(String name) {
    List<String> names = new ArrayList<>();
    for (StormFault fault : values()) {
      if (fault.name().equalsIgnoreCase(name)) {
        return fault;
      }
      names.add(fault.name().toLowerCase(java.util.Locale.ROOT));
    }
    throw new IllegalArgumentException("no fault '" + name + "'; there are " + names);
  }
}
