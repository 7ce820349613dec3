package io.feedhorn;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The table of packages, and the rules for threads and names. */
class ArchitectureTest {
  private static final JavaClasses CODE =
      new ClassFileImporter().importPath(Path.of("target", "classes", "io", "feedhorn"));

  private static final List<String> CORE =
      List.of("model", "json", "metrics", "log", "publish", "reader", "hub");
  private static final List<String> TRANSPORT =
      List.of(
          "model",
          "json",
          "metrics",
          "log",
          "publish",
          "reader",
          "hub",
          "limits",
          "auth",
          "transport",
          "transport.netty");

  private static final List<String> SOURCE =
      List.of("model", "json", "metrics", "source", "source.format");
  private static final List<String> SOURCE_TYPES =
      List.of(
          "source.http",
          "source.file",
          "source.nats",
          "source.redis",
          "source.kafka",
          "source.mqtt",
          "source.postgresql");

  /** The packages that each package may import, the packages at the bottom first. */
  private static final Map<String, List<String>> MAY_IMPORT =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry("model", List.of()),
              Map.entry("json", List.of("model")),
              Map.entry("metrics", List.of("model")),
              Map.entry("log", List.of("model")),
              Map.entry("store", List.of("model", "metrics")),
              Map.entry("store.artemis", List.of("model", "store")),
              Map.entry("notify", List.of("model", "json")),
              Map.entry("publish", List.of("model", "json", "metrics", "log", "store", "notify")),
              Map.entry("reader", List.of("model", "json", "metrics", "log", "publish", "store")),
              Map.entry(
                  "push", List.of("model", "json", "metrics", "log", "limits", "publish", "store")),
              Map.entry("delta", List.of("model", "json")),
              Map.entry("hub", List.of("model", "metrics", "log", "publish", "delta")),
              Map.entry("limits", List.of("model")),
              Map.entry("auth", List.of("model", "json", "limits")),
              Map.entry("health", List.of()),
              Map.entry("metrics.prometheus", List.of("model", "metrics")),
              Map.entry("cluster.codec", List.of()),
              Map.entry("cluster.replica", List.of("model", "log", "publish", "cluster.codec")),
              Map.entry("cluster.voters", List.of("store", "cluster.codec")),
              Map.entry(
                  "cluster.protocol",
                  List.of(
                      "model",
                      "log",
                      "publish",
                      "cluster.codec",
                      "cluster.replica",
                      "cluster.voters")),
              Map.entry(
                  "cluster.owner",
                  List.of(
                      "model",
                      "metrics",
                      "log",
                      "publish",
                      "cluster.codec",
                      "cluster.replica",
                      "cluster.voters",
                      "cluster.protocol")),
              Map.entry(
                  "cluster",
                  List.of(
                      "model",
                      "metrics",
                      "log",
                      "publish",
                      "store",
                      "cluster.replica",
                      "cluster.protocol",
                      "cluster.owner",
                      "cluster.quorum",
                      "cluster.voters")),
              Map.entry(
                  "cluster.quorum",
                  List.of(
                      "model",
                      "log",
                      "publish",
                      "store",
                      "cluster.codec",
                      "cluster.replica",
                      "cluster.voters",
                      "cluster.protocol",
                      "cluster.owner")),
              Map.entry(
                  "cluster.infinispan",
                  List.of("log", "cluster", "cluster.codec", "cluster.replica", "cluster.owner")),
              Map.entry("transport", TRANSPORT),
              Map.entry("transport.netty", List.of("model", "metrics", "hub", "limits")),
              Map.entry("transport.websocket", TRANSPORT),
              Map.entry("transport.sockjs", TRANSPORT),
              Map.entry("transport.sse", TRANSPORT),
              Map.entry("transport.polling", TRANSPORT),
              Map.entry("http.api", union(TRANSPORT, "push")),
              Map.entry(
                  "http",
                  union(
                      TRANSPORT,
                      "health",
                      "metrics.prometheus",
                      "notify",
                      "push",
                      "http.api",
                      "transport.websocket",
                      "transport.sockjs",
                      "transport.sse",
                      "transport.polling",
                      "demo.lab")),
              Map.entry("source", List.of("model", "json", "metrics", "publish")),
              Map.entry("source.format", List.of("model", "json", "source")),
              Map.entry("source.store", List.of("model", "log", "publish", "store", "source")),
              Map.entry("source.deploy", List.of("publish", "source")),
              Map.entry("source.http", union(SOURCE, "client")),
              Map.entry("source.file", SOURCE),
              Map.entry("source.nats", SOURCE),
              Map.entry("source.redis", SOURCE),
              Map.entry("source.kafka", SOURCE),
              Map.entry("source.mqtt", SOURCE),
              Map.entry("source.postgresql", SOURCE),
              Map.entry("demo", List.of("model", "json", "publish")),
              Map.entry("demo.lab", List.of("model", "json", "publish", "demo")),
              Map.entry("client", List.of("model", "json")),
              Map.entry("client.fault", List.of()),
              Map.entry("conform", List.of("model", "json", "client", "client.fault")),
              Map.entry("compare", List.of("model", "json", "client")),
              Map.entry(
                  "app.settings",
                  union(
                      union(CORE, SOURCE_TYPES.toArray(String[]::new)),
                      "store",
                      "push",
                      "limits",
                      "auth",
                      "health",
                      "cluster",
                      "cluster.voters",
                      "http",
                      "source",
                      "source.format",
                      "demo")),
              Map.entry(
                  "app",
                  union(
                      union(TRANSPORT, SOURCE_TYPES.toArray(String[]::new)),
                      "source",
                      "source.store",
                      "source.deploy",
                      "health",
                      "metrics.prometheus",
                      "cluster",
                      "cluster.infinispan",
                      "cluster.voters",
                      "cluster.quorum",
                      "store",
                      "store.artemis",
                      "push",
                      "http",
                      "demo",
                      "demo.lab",
                      "app.settings")),
              Map.entry("app.cli.feed", List.of("model", "json", "client", "app")),
              Map.entry(
                  "app.recover", List.of("model", "log", "publish", "store", "cluster.voters")),
              Map.entry(
                  "app.cli",
                  union(
                      CORE,
                      "app.cli.feed",
                      "limits",
                      "auth",
                      "http",
                      "app",
                      "app.settings",
                      "app.recover",
                      "store",
                      "store.artemis",
                      "cluster.voters",
                      "client",
                      "conform",
                      "compare"))));

  private static List<String> union(List<String> names, String... more) {
    return Stream.concat(names.stream(), Stream.of(more)).toList();
  }

  @Test
  void everyPackageIsInTheTable() {
    assertThat(CODE.stream().map(JavaClass::getPackageName).distinct())
        .allMatch(name -> MAY_IMPORT.containsKey(shortName(name)));
  }

  @Test
  void aPackageImportsOnlyWhatTheTableAllows() {
    MAY_IMPORT.forEach(
        (name, allowed) -> {
          String[] packages =
              Stream.concat(Stream.of(name), allowed.stream())
                  .map(ArchitectureTest::longName)
                  .toArray(String[]::new);
          noClasses()
              .that()
              .resideInAPackage(longName(name))
              .should()
              .dependOnClassesThat(
                  resideInAPackage("io.feedhorn..").and(not(resideInAnyPackage(packages))))
              .as(name + " imports only " + allowed)
              .allowEmptyShould(true)
              .check(CODE);
        });
  }

  @Test
  void noPackageImportsTheApp() {
    noClasses()
        .that()
        .resideOutsideOfPackage("io.feedhorn.app..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.feedhorn.app..")
        .check(CODE);
  }

  @Test
  void packagesHaveNoCycles() {
    slices().matching("io.feedhorn.(**)").should().beFreeOfCycles().check(CODE);
    slices().matching("io.feedhorn.(*)..").should().beFreeOfCycles().check(CODE);
  }

  @Test
  void theHubUsesOnlyTheAddressesOfPublish() {
    noClasses()
        .that()
        .resideInAPackage("io.feedhorn.hub")
        .should()
        .dependOnClassesThat(
            resideInAPackage("io.feedhorn.publish")
                .and(not(JavaClass.Predicates.simpleName("Addresses"))))
        .check(CODE);
  }

  @Test
  void theModelAndTheLogDoNotUseTransportsOrVertx() {
    String[] plain = {"java..", "org.jspecify..", "io.feedhorn.model", "io.vertx.core.buffer.."};
    classes()
        .that()
        .resideInAPackage("io.feedhorn.model")
        .should()
        .onlyDependOnClassesThat(
            resideInAnyPackage(plain)
                .or(resideInAnyPackage("io.vertx.core.json..", "com.fasterxml.jackson.core..")))
        .check(CODE);
    classes()
        .that()
        .resideInAPackage("io.feedhorn.log")
        .should()
        .onlyDependOnClassesThat(resideInAnyPackage(plain).or(resideInAPackage("io.feedhorn.log")))
        .check(CODE);
  }

  @Test
  void theConformanceSuiteStartsNoServer() {
    noClasses()
        .that()
        .resideInAnyPackage("io.feedhorn.conform", "io.feedhorn.client")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.vertx.ext..", "io.vertx.core.eventbus..")
        .orShould()
        .dependOnClassesThat()
        .haveNameMatching("io\\.vertx\\.core\\.http\\.(HttpServer|ServerWebSocket).*")
        .check(CODE);
  }

  @Test
  void onlyTheNettyPackageUsesInternalsOfVertxAndNetty() {
    noClasses()
        .that()
        .resideOutsideOfPackage("io.feedhorn.transport.netty")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.vertx..internal..", "io.vertx..impl..", "io.netty..")
        .check(CODE);
  }

  @Test
  void onlyTheAdapterUsesInfinispan() {
    noClasses()
        .that()
        .resideOutsideOfPackage("io.feedhorn.cluster.infinispan")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.infinispan..", "org.jgroups..", "io.vertx.ext.cluster..")
        .check(CODE);
  }

  @Test
  void onlyTheLogTheMetricsAndTheClusterShareStateBetweenThreads() throws IOException {
    String[] sharing = {
      "io.feedhorn.log..",
      "io.feedhorn.metrics..",
      "io.feedhorn.health..",
      "io.feedhorn.auth..",
      "io.feedhorn.limits..",
      "io.feedhorn.cluster..",
      // A file of the journal, to which its compaction's thread and that of the store come.
      "io.feedhorn.store.artemis",
      "io.feedhorn.app"
    };
    noClasses()
        .that()
        .resideOutsideOfPackages(sharing)
        .should()
        .dependOnClassesThat()
        .resideInAPackage("java.util.concurrent.locks..")
        .orShould()
        .dependOnClassesThat()
        .haveNameMatching("java\\.util\\.concurrent\\.(Concurrent|CopyOnWrite).*")
        .check(CODE);
    noMethods()
        .that()
        .areDeclaredInClassesThat()
        .resideOutsideOfPackages(sharing)
        .should()
        .haveModifier(JavaModifier.SYNCHRONIZED)
        .check(CODE);
    assertThat(sources("\\bsynchronized\\b", "log", "health", "auth", "cluster", "store"))
        .isEmpty();
  }

  @Test
  void onlyTheAppPrintsToTheConsole() {
    noClasses()
        .that()
        .resideOutsideOfPackage("io.feedhorn.app..")
        .should(ACCESS_STANDARD_STREAMS)
        .check(CODE);
  }

  @Test
  void namesHaveNoMeaninglessSuffixes() {
    noClasses()
        .should()
        .haveNameMatching(".*[.$]\\w*(Manager|Helper|Helpers|Util|Utils|Impl)")
        .orShould()
        .haveNameMatching(".*[.$](Abstract|Base)[A-Z]\\w*")
        .check(CODE);
  }

  @Test
  void everyPackageHasAJavadocAndIsNullMarked() throws IOException {
    try (Stream<Path> folders = Files.walk(Path.of("src/main/java/io/feedhorn"))) {
      assertThat(folders.filter(ArchitectureTest::hasClasses))
          .allSatisfy(
              folder ->
                  assertThat(folder.resolve("package-info.java"))
                      .content()
                      .startsWith("/**")
                      .contains("@NullMarked"));
    }
  }

  private static boolean hasClasses(Path path) {
    String[] files = path.toFile().list((folder, name) -> name.endsWith(".java"));
    return files != null && files.length > 0;
  }

  @Test
  void noTwoFilesHaveTheSameNameAndNoneIsLong() throws IOException {
    try (Stream<Path> files = Files.walk(Path.of("src/main/java/io/feedhorn"))) {
      List<Path> java =
          files
              .filter(file -> file.toString().endsWith(".java"))
              .filter(file -> !file.endsWith("package-info.java"))
              .toList();
      assertThat(java).extracting(file -> file.getFileName().toString()).doesNotHaveDuplicates();
      assertThat(java).allSatisfy(file -> assertThat(text(file).lines().count()).isLessThan(301));
    }
  }

  @Test
  void noJavadocBeginsWithAQuestionWord() throws IOException {
    assertThat(sources("/\\*\\*\\s+(\\* )?(What|Whether|Who|Where|How)\\b")).isEmpty();
  }

  /** Returns the source files outside some packages that contain an expression. */
  private static List<String> sources(String expression, String... except) throws IOException {
    Path root = Path.of("src/main/java/io/feedhorn");
    Pattern pattern = Pattern.compile(expression);
    try (Stream<Path> files = Files.walk(root)) {
      return files
          .filter(file -> file.toString().endsWith(".java"))
          .filter(file -> !List.of(except).contains(root.relativize(file).getName(0).toString()))
          .filter(file -> pattern.matcher(text(file)).find())
          .map(Path::toString)
          .toList();
    }
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String shortName(String packageName) {
    return packageName.substring("io.feedhorn.".length());
  }

  private static String longName(String name) {
    return "io.feedhorn." + name;
  }
}
