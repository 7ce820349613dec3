package io.feedhorn.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
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
  },
  FEEDHORN_DEFLATE {
    @Override
    List<String> command(BenchDirectory directory, int port, List<String> jvm) throws Exception {
      return FEEDHORN.command(directory, port, jvm);
    }

    @Override
    Map<String, String> environment(int port) {
      Map<String, String> settings = new HashMap<>(FEEDHORN.environment(port));
      settings.put("FEEDHORN_HTTP_DEFLATE", "true");
      return settings;
    }
  },
  FEEDHORN_OLD {
    @Override
    @Nullable String missingPrograms(BenchDirectory directory) {
      Path old = directory.old();
      return old == null ? "--old not given" : Files.exists(old) ? null : old + " not found";
    }

    @Override
    List<String> command(BenchDirectory directory, int port, List<String> jvm) {
      return jvm(jvm, "-jar", String.valueOf(directory.old()), "serve");
    }
  },
  /** The script that starts the jar with an archive of its classes. */
  LAUNCHER {
    @Override
    List<String> command(BenchDirectory directory, int port, List<String> jvm) throws Exception {
      return List.of(
          "env",
          "XDG_CACHE_HOME=" + directory.folder("launcher"),
          "JAVA_HOME=" + System.getProperty("java.home"),
          "JDK_JAVA_OPTIONS=" + String.join(" ", jvm),
          directory.root().resolve("bin/feedhorn").toString(),
          "serve");
    }
  },
  FLOOR("cc") {
    @Override
    List<String> command(BenchDirectory directory, int port, List<String> jvm) throws Exception {
      return List.of(directory.buildFloor().toString(), Integer.toString(port), "0");
    }
  },
  FLOOR_10("cc") {
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
  WS("node,npm") {
    @Override
    List<String> command(BenchDirectory directory, int port, List<String> jvm) throws Exception {
      return directory.nodeCommand("ws.js", port);
    }
  },
  SOCKET_IO("node,npm") {
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
  NATS("nats-server") {
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
  MOSQUITTO("mosquitto") {
    @Override
    List<String> command(BenchDirectory directory, int port, List<String> jvm) throws Exception {
      Path config = directory.folder("mosquitto").resolve("mosquitto.conf");
      Files.writeString(config, PeerConfigs.mosquitto(port, Ports.free()));
      return List.of(directory.program("mosquitto"), "-c", config.toString());
    }
  },
  CENTRIFUGO {
    @Override
    @Nullable String missingPrograms(BenchDirectory directory) {
      return Files.exists(directory.centrifugo()) ? null : directory.missingPrograms("go");
    }

    @Override
    List<String> command(BenchDirectory directory, int port, List<String> jvm) throws Exception {
      Path config = directory.folder("centrifugo").resolve("config.json");
      Files.writeString(config, PeerConfigs.centrifugo(port));
      return List.of(directory.buildCentrifugo().toString(), "-c", config.toString());
    }

    @Override
    Map<String, String> environment(int port) {
      return Map.of("GOMAXPROCS", "1");
    }
  };

  private final String programs;

  /**
   * @param programs the names of required programs, separated by commas
   */
  Server(String programs) {
    this.programs = programs;
  }

  Server() {
    this("");
  }

  /** Returns a text that names missing programs, or null if the server can be started. */
  @Nullable String missingPrograms(BenchDirectory directory) {
    return programs.isEmpty() ? null : directory.missingPrograms(programs.split(",", -1));
  }

  /** Returns true if the server has a just-in-time compiler. */
  boolean compiles() {
    return isJvm() || this == WS || this == SOCKET_IO;
  }

  boolean isJvm() {
    return isFeedhorn() || this == BRIDGE || this == NAIVE;
  }

  boolean isFeedhorn() {
    return this == FEEDHORN || this == FEEDHORN_DEFLATE || this == FEEDHORN_OLD || this == LAUNCHER;
  }

  abstract List<String> command(BenchDirectory directory, int port, List<String> jvm)
      throws Exception;

  Map<String, String> environment(int port) {
    return isFeedhorn()
        ? Map.of(
            "FEEDHORN_HTTP_PORT", Integer.toString(port),
            "FEEDHORN_HTTP_EVENT_LOOPS", "1",
            "FEEDHORN_DEMO_ENABLED", "false")
        : Map.of();
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
