package io.feedhorn;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The table of packages, and rules for imports, threads and names of classes. */
class ArchitectureTest {
  private static final JavaClasses CODE =
      new ClassFileImporter().importPath(Path.of("target", "classes", "io", "feedhorn"));

  @Test
  void everyPackageIsInTheTable() {
    assertThat(CODE.stream().map(JavaClass::getPackageName).distinct())
        .allMatch(name -> PackageTable.MAY_IMPORT.containsKey(shortName(name)));
  }

  @Test
  void aPackageImportsOnlyWhatTheTableAllows() {
    PackageTable.MAY_IMPORT.forEach(
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

  /** A program that embeds the server, or has the Java client, does not have these libraries. */
  @ParameterizedTest
  @CsvSource({
    "picocli.., io.feedhorn.app.cli..",
    "org.HdrHistogram.., io.feedhorn.compare..",
    "ch.qos.logback.., io.feedhorn.app",
    "io.nats.., io.feedhorn.source.nats",
    "io.vertx.redis.., io.feedhorn.source.redis",
    "io.vertx.kafka.., io.feedhorn.source.kafka",
    "org.apache.kafka.., io.feedhorn.source.kafka",
    "io.vertx.mqtt.., io.feedhorn.source.mqtt",
    "io.netty.handler.codec.mqtt.., io.feedhorn.source.mqtt",
    "io.vertx.pgclient.., io.feedhorn.source.postgresql",
    "io.vertx.sqlclient.., io.feedhorn.source.postgresql"
  })
  void anOptionalLibraryIsUsedByOnePackage(String library, String user) {
    noClasses()
        .that()
        .resideOutsideOfPackage(user)
        .should()
        .dependOnClassesThat()
        .resideInAPackage(library)
        .check(CODE);
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
  void onlyTheLogTheMetricsAndTheClusterShareStateBetweenThreads() {
    String[] sharing = {
      "io.feedhorn.log..",
      "io.feedhorn.metrics..",
      "io.feedhorn.health..",
      "io.feedhorn.auth..",
      "io.feedhorn.limits..",
      "io.feedhorn.cluster..",
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

  private static String shortName(String packageName) {
    return packageName.substring("io.feedhorn.".length());
  }

  private static String longName(String name) {
    return "io.feedhorn." + name;
  }
}
