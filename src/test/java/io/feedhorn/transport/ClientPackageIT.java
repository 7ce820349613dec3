package io.feedhorn.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.http.RunningServer;
import io.feedhorn.transport.Command.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The npm package of {@code src/client-js}: packed, installed and imported by its name in Node. */
@Timeout(300)
class ClientPackageIT {
  private static final Path FOLDER = Path.of("target", "client-package");
  private static final Path SOURCES = Path.of("src", "client-js");
  private static final Pattern POM_VERSION =
      Pattern.compile("<artifactId>feedhorn</artifactId>\\s*<version>([^<]+)</version>");

  private static RunningServer server;

  @BeforeAll
  static void packAndInstall() throws IOException {
    if (!Command.isInstalled("node") || !Command.isInstalled("npm")) {
      NodeScripts.skipTest("node and npm are not on the path: the npm package is not tested.");
    }
    NodeScripts.copyTo(FOLDER);
    if (!Files.exists(FOLDER.resolve(Path.of("node_modules", "typescript")))) {
      Result installed = npm("ci", "--ignore-scripts", "--no-audit", "--no-fund");
      if (installed.code() != 0) {
        NodeScripts.skipTest("npm could not install the test packages:\n" + installed.output());
      }
    }
    assertSucceeded(npm("pack", SOURCES.toAbsolutePath().toString(), "--silent"));
    assertSucceeded(
        npm("install", "--no-save", "--offline", "--no-audit", "--no-fund", "./" + tarball()));
    Files.writeString(
        FOLDER.resolve(Path.of("client", "feedhorn.js")), "export * from '@feedhorn/client';\n");
    server = RunningServer.start();
  }

  @AfterAll
  static void stopServer() {
    if (server != null) {
      server.close();
    }
  }

  private static String tarball() throws IOException {
    Matcher version = POM_VERSION.matcher(Files.readString(Path.of("pom.xml")));
    assertThat(version.find()).isTrue();
    return "feedhorn-client-" + version.group(1) + ".tgz";
  }

  private static Result npm(String... words) {
    List<String> command = new ArrayList<>(List.of("npm"));
    command.addAll(List.of(words));
    return Command.run(FOLDER, Duration.ofSeconds(200), command);
  }

  private static void assertSucceeded(Result result) {
    assertThat(result.code()).as(result.output()).isZero();
  }

  @ParameterizedTest
  @CsvSource({"websocket, sse", "long-polling, sockjs", "sockjs, websocket"})
  void thePackageWorksInNode(String transport, String next) {
    Result result =
        Command.run(
            FOLDER,
            Duration.ofSeconds(150),
            List.of("node", "feedhorn.js", server.address(), server.everyFeed(), transport, next));

    assertThat(result.output()).endsWith("ok\n");
    assertSucceeded(result);
  }

  @Test
  void thePackageContainsSourcesAndTypesOnly() throws IOException {
    try (Stream<Path> files =
        Files.list(FOLDER.resolve(Path.of("node_modules", "@feedhorn", "client")))) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder(
              "LICENSE",
              "README.md",
              "feedhorn-bell.d.ts",
              "feedhorn-delta.d.ts",
              "feedhorn-delta.js",
              "feedhorn-ticker.d.ts",
              "feedhorn.d.ts",
              "package.json",
              "react",
              "src",
              "worker");
    }
  }

  /** The script of the shared worker that the server delivers would not find its imports. */
  @Test
  void thePackageContainsTheWorkerOfTheBellOnly() throws IOException {
    try (Stream<Path> files =
        Files.list(FOLDER.resolve(Path.of("node_modules", "@feedhorn", "client", "worker")))) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactly("feedhorn-bell-worker.js");
    }
  }

  /** Pages are also rendered on servers, where there are no elements. */
  @Test
  void theBellCanBeImportedWithoutADocument() {
    Result ended =
        Command.run(
            FOLDER,
            Duration.ofSeconds(150),
            List.of(
                "node",
                "--input-type=module",
                "-e",
                "import {FeedhornBell} from '@feedhorn/client/bell'; console.log(FeedhornBell.name)"));

    assertThat(ended.output()).isEqualTo("FeedhornBell\n");
    assertSucceeded(ended);
  }

  /** Node requires modules without a top-level {@code await} since 20.19 and 22.12. */
  @Test
  void thePackageCanBeRequiredByCommonJs() throws IOException {
    Files.writeString(
        FOLDER.resolve("required.cjs"),
        """
        const {connect, FeedError} = require('@feedhorn/client');
        const feed = connect(process.argv[2], {transports: ['sse']});
        feed.on('state', ({status}) => {
          if (status !== 'live') return;
          console.log(status, new FeedError('bad_topic', 'no').code);
          feed.close();
        });
        """);
    Result ended =
        Command.run(
            FOLDER,
            Duration.ofSeconds(150),
            List.of("node", "--no-warnings", "required.cjs", server.address()));

    assertThat(ended.output()).isEqualTo("live bad_topic\n");
    assertSucceeded(ended);
  }

  @Test
  void theStateBehindTheReactHookIsTested() {
    Result ended =
        Command.run(
            SOURCES.resolve("test"),
            Duration.ofMinutes(3),
            List.of("node", "--test", "--test-reporter=tap", "feed-store.test.js"));

    assertThat(ended.output()).contains("# fail 0").containsPattern("# pass [1-9]");
    assertSucceeded(ended);
  }

  @Test
  void thePackageHasTypes() throws IOException {
    Files.writeString(
        FOLDER.resolve("types.mts"),
        """
        import {connect, FeedError, type Gap} from '@feedhorn/client';
        import {FeedhornBell} from '@feedhorn/client/bell';
        import {useFeed} from '@feedhorn/client/react';
        const feed = connect('http://localhost', {transports: ['sse']});
        feed.on('gap', (gap: Gap) => console.log(gap.from, gap.to));
        feed.on('error', error => console.log(error instanceof FeedError));
        // @ts-expect-error: there is no such transport.
        connect('http://localhost', {transports: ['carrier-pigeon']});
        const {latest, state} = useFeed<{price: number}>(feed, 'prices.*', {maxRate: 5, keep: 10});
        console.log(latest['prices.a']?.data.price.toFixed(2), state.status === 'live');
        // @ts-expect-error: there is no such option.
        useFeed(feed, 'prices.*', {speed: 5});
        const bell = new FeedhornBell();
        bell.getToken = async () => 'token';
        bell.texts = {notifications: 'Mitteilungen'};
        bell.addEventListener('feedhorn-open', event => console.log(event.detail.link));
        // @ts-expect-error: there is no such status.
        console.log(bell.status === 'asleep');
        """);
    Result result =
        Command.run(
            FOLDER,
            Duration.ofMinutes(3),
            List.of(
                "node",
                "node_modules/typescript/bin/tsc",
                "--noEmit",
                "--strict",
                "--module",
                "nodenext",
                "--target",
                "es2023",
                "--lib",
                "es2023,dom",
                "types.mts"));

    assertThat(result.output()).isEmpty();
    assertSucceeded(result);
  }
}
