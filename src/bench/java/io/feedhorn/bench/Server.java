package io.feedhorn.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The servers that the benchmark can start: command, environment and required programs. */
enum Server {
  FEEDHORN {
    @Override
    List<String> command(BenchDirectory directory, int port, List<String> jvm) {
      return jvm(jvm, "-jar", directory.jar().toString(), "serve");
    }

    @Override
    Map<String, String> environment(int port) {
      return feedhorn(port, false);
    }
  },
  FEEDHORN_DEFLATE {
    @Override
    List<String> command(BenchDirectory directory, int port, List<String> jvm) throws Exception {
      return FEEDHORN.command(directory, port, jvm);
    }

    @Override
    Map<String, String> environment(int port) {
      return feedhorn(port, true);
    }
  },
  FLOOR {
    @Override
    @Nullable String missingPrograms(BenchDirectory directory) {
      return directory.missingPrograms("cc");
    }

    @Override
    List<String> command(BenchDirectory directory, int port, List<String> jvm) throws Exception {
      return List.of(directory.buildFloor().toString(), Integer.toString(port), "0");
    }
  },
  FLOOR_10 {
    @Override
    @Nullable String missingPrograms(BenchDirectory directory) {
      return directory.missingPrograms("cc");
    }

    @Override
    List<String> command(BenchDirectory directory, int port, List<String> jvm) throws Exception {
      return List.of(directory.buildFloor().toString(), Integer.toString(port), "10");
    }
  },
  BRIDGE {
    @Override
    List<String> command(BenchDirectory directory, int port, List<String> jvm) {
      return vertx(jvm, "VertxBridgeServer", port);
    }
  },
  NAIVE {
    @Override
    List<String> command(BenchDirectory directory, int port, List<String> jvm) {
      return vertx(jvm, "ConsumerPerSocketServer", port);
    }
  },
  WS {
    @Override
    @Nullable String missingPrograms(BenchDirectory directory) {
      return directory.missingPrograms("node", "npm");
    }

    @Override
    List<String> command(BenchDirectory directory, int port, List<String> jvm) throws Exception {
      return directory.nodeCommand("ws.js", port);
    }
  },
  SOCKET_IO {
    @Override
    @Nullable String missingPrograms(BenchDirectory directory) {
      return directory.missingPrograms("node", "npm");
    }

    @Override
    List<String> command(BenchDirectory directory, int port, List<String> jvm) throws Exception {
      return directory.nodeCommand("socket.io.js", port);
    }
  },
  NCHAN {
    @Override
    @Nullable String missingPrograms(BenchDirectory directory) {
      String missing = directory.missingPrograms("nginx");
      return missing == null && directory.nchanModule() == null
          ? "nginx module nchan not found"
          : missing;
    }

    @Override
    List<String> command(BenchDirectory directory, int port, List<String> jvm) throws Exception {
      Path folder = directory.folder("nchan");
      Files.createDirectories(folder.resolve("logs"));
      Path config = folder.resolve("nginx.conf");
      Files.writeString(config, PeerConfigs.nchan(directory.nchanModule(), port));
      return List.of(directory.program("nginx"), "-p", folder + "/", "-c", config.toString());
    }
  },
  NATS {
    @Override
    @Nullable String missingPrograms(BenchDirectory directory) {
      return directory.missingPrograms("nats-server");
    }

    @Override
    List<String> command(BenchDirectory directory, int port, List<String> jvm) throws Exception {
      Path config = directory.folder("nats").resolve("nats.conf");
      Files.writeString(config, PeerConfigs.nats(port, Ports.free()));
      return List.of(directory.program("nats-server"), "-c", config.toString());
    }

    @Override
    Map<String, String> environment(int port) {
      return Map.of("GOMAXPROCS", "1");
    }
  },
  MOSQUITTO {
    @Override
    @Nullable String missingPrograms(BenchDirectory directory) {
      return directory.missingPrograms("mosquitto");
    }

    @Override
    List<String> command(BenchDirectory directory, int port, List<String> jvm) throws Exception {
      Path config = directory.folder("mosquitto").resolve("mosquitto.conf");
      Files.writeString(config, PeerConfigs.mosquitto(port, Ports.free()));
      return List.of(directory.program("mosquitto"), "-c", config.toString());
    }
  };

  /** Returns a text that names missing programs, or null if the server can be started. */
  @Nullable String missingPrograms(BenchDirectory directory) {
    return null;
  }

  /** Returns true if the server has a just-in-time compiler. */
  boolean compiles() {
    return isJvm() || this == WS || this == SOCKET_IO;
  }

  boolean isJvm() {
    return this == FEEDHORN || this == FEEDHORN_DEFLATE || this == BRIDGE || this == NAIVE;
  }

  abstract List<String> command(BenchDirectory directory, int port, List<String> jvm)
      throws Exception;

  Map<String, String> environment(int port) {
    return Map.of();
  }

  private static Map<String, String> feedhorn(int port, boolean deflate) {
    return Map.of(
        "FEEDHORN_HTTP_PORT",
        Integer.toString(port),
        "FEEDHORN_HTTP_EVENT_LOOPS",
        "1",
        "FEEDHORN_HTTP_DEFLATE",
        Boolean.toString(deflate),
        "FEEDHORN_DEMO_ENABLED",
        "false");
  }

  private static List<String> vertx(List<String> jvm, String main, int port) {
    String name = "io.feedhorn.bench.peer." + main;
    return jvm(jvm, "-cp", Machine.classPath(), name, Integer.toString(port));
  }

  private static List<String> jvm(List<String> options, String... rest) {
    List<String> command = new ArrayList<>();
    command.add(Machine.java("java"));
    command.addAll(options);
    command.addAll(List.of(rest));
    return command;
  }
}
