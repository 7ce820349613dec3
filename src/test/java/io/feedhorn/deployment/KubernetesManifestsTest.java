package io.feedhorn.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.app.cli.TempWorkingDirectory;
import io.feedhorn.app.settings.Settings;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.json.schema.Draft;
import io.vertx.json.schema.JsonSchema;
import io.vertx.json.schema.JsonSchemaOptions;
import io.vertx.json.schema.OutputFormat;
import io.vertx.json.schema.OutputUnit;
import io.vertx.json.schema.Validator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The manifests in {@code conf/k8s}: they fit the schemas of Kubernetes, and their names, ports and
 * settings agree.
 */
class KubernetesManifestsTest {
  private static final List<JsonObject> MANIFESTS = YamlDocuments.in(Path.of("conf", "k8s"));
  private static final JsonObject POD = spec("StatefulSet", "feedhorn").getJsonObject("template");
  private static final JsonObject CONTAINER =
      POD.getJsonObject("spec").getJsonArray("containers").getJsonObject(0);

  /** Values that Kubernetes inserts. */
  private static final Map<String, String> INSERTED =
      Map.of(
          "status.podIP",
          "10.1.2.3",
          "metadata.name",
          "feedhorn-0",
          "metadata.namespace",
          "default",
          "auth-secret",
          "a secret of at least thirty-two bytes");

  static Stream<JsonObject> manifests() {
    return MANIFESTS.stream();
  }

  private static JsonObject spec(String kind, String name) {
    return MANIFESTS.stream()
        .filter(manifest -> manifest.getString("kind").equals(kind))
        .filter(manifest -> manifest.getJsonObject("metadata").getString("name").equals(name))
        .findFirst()
        .orElseThrow()
        .getJsonObject("spec");
  }

  private static Stream<JsonObject> objects(JsonArray array) {
    return array.stream().map(JsonObject.class::cast);
  }

  /** Compares a manifest with the schema of its kind. Unknown keys are errors. */
  private static OutputUnit validate(JsonObject manifest) throws IOException {
    JsonObject schemas =
        new JsonObject(Files.readString(Path.of("src/test/resources/kubernetes/schemas.json")));
    String kind = "." + manifest.getString("kind");
    JsonArray ofThisKind = new JsonArray();
    objects(schemas.getJsonArray("oneOf"))
        .filter(schema -> schema.getString("$ref").endsWith(kind))
        .forEach(ofThisKind::add);
    schemas.put("oneOf", ofThisKind);
    return Validator.create(
            JsonSchema.of(schemas),
            new JsonSchemaOptions()
                .setBaseUri("app://kubernetes/")
                .setDraft(Draft.DRAFT202012)
                .setOutputFormat(OutputFormat.Basic))
        .validate(manifest);
  }

  private static List<String> errors(OutputUnit result) {
    return result.getErrors() == null
        ? List.of()
        : result.getErrors().stream()
            .map(error -> error.getInstanceLocation() + ": " + error.getError())
            .toList();
  }

  @ParameterizedTest
  @MethodSource("manifests")
  void fitsTheSchemaOfItsKind(JsonObject manifest) throws IOException {
    OutputUnit result = validate(manifest);

    assertThat(result.getValid()).as(errors(result).toString()).isTrue();
  }

  @Test
  void theSchemasFindAMisspelledKeyAWrongTypeAndAMissingKey() throws IOException {
    JsonObject statefulSet =
        MANIFESTS.stream()
            .filter(each -> each.getString("kind").equals("StatefulSet"))
            .findFirst()
            .orElseThrow();
    JsonObject misspelled = statefulSet.copy();
    misspelled.getJsonObject("spec").put("replica", 3);
    JsonObject wrongType = statefulSet.copy();
    wrongType.getJsonObject("spec").put("replicas", "three");
    JsonObject missing = statefulSet.copy();
    missing.getJsonObject("spec").remove("selector");

    assertThat(validate(misspelled).getValid()).isFalse();
    assertThat(validate(wrongType).getValid()).isFalse();
    assertThat(validate(missing).getValid()).isFalse();
  }

  @Test
  void thereIsOneOfEachKindAndTwoServices() {
    assertThat(MANIFESTS)
        .extracting(manifest -> manifest.getString("kind"))
        .containsExactlyInAnyOrder(
            "StatefulSet",
            "Service",
            "Service",
            "PodDisruptionBudget",
            "HorizontalPodAutoscaler",
            "NetworkPolicy");
  }

  @Test
  void theServerAcceptsTheSettings(@TempDir Path folder) {
    Settings settings = settings(folder);

    assertThat(settings.cluster().enabled()).isTrue();
    assertThat(settings.cluster().members())
        .containsExactly("dns:feedhorn-nodes.default.svc.cluster.local");
    assertThat(settings.cluster().voters().name()).isEqualTo("feedhorn-0");
    assertThat(settings.cluster().voters().voters())
        .containsExactlyInAnyOrder("feedhorn-0", "feedhorn-1", "feedhorn-2");
  }

  @Test
  void theContainerNamesTheConfiguredPorts(@TempDir Path folder) {
    Settings settings = settings(folder);
    int cluster = settings.cluster().port();

    assertThat(
            objects(CONTAINER.getJsonArray("ports"))
                .collect(
                    Collectors.toMap(
                        port -> port.getString("name"), port -> port.getInteger("containerPort"))))
        .isEqualTo(
            Map.of(
                "http", settings.http().bind().port(),
                "health", Objects.requireNonNull(settings.http().bind().healthPort()),
                "cluster", cluster,
                "event-bus", settings.cluster().eventBusPort(),
                "failure", cluster + 100));
  }

  @Test
  void servicesProbesAndThePolicyUseNamedPortsOfTheContainer() {
    List<String> ports =
        objects(CONTAINER.getJsonArray("ports")).map(port -> port.getString("name")).toList();
    assertThat(targets("feedhorn")).containsExactly("http");
    assertThat(targets("feedhorn-nodes")).containsExactly("cluster", "event-bus", "failure");
    assertThat(spec("Service", "feedhorn-nodes").getString("clusterIP")).isEqualTo("None");
    for (String probe : List.of("startupProbe", "livenessProbe", "readinessProbe")) {
      JsonObject get = CONTAINER.getJsonObject(probe).getJsonObject("httpGet");
      assertThat(get.getString("port")).isEqualTo("health");
      assertThat(get.getString("path"))
          .isEqualTo(probe.equals("readinessProbe") ? "/health/ready" : "/health/live");
    }

    JsonArray ingress = spec("NetworkPolicy", "feedhorn").getJsonArray("ingress");
    assertThat(policyPorts(ingress.getJsonObject(0))).containsExactly("http");
    assertThat(ingress.getJsonObject(0).containsKey("from")).isFalse();
    assertThat(policyPorts(ingress.getJsonObject(1))).isEqualTo(targets("feedhorn-nodes"));
    assertThat(
            ingress
                .getJsonObject(1)
                .getJsonArray("from")
                .getJsonObject(0)
                .getJsonObject("podSelector"))
        .isEqualTo(labels());
    assertThat(ports).contains("http", "health").containsAll(targets("feedhorn-nodes"));
  }

  @Test
  void everythingSelectsThePods() {
    assertThat(
            new JsonObject().put("matchLabels", POD.getJsonObject("metadata").getValue("labels")))
        .isEqualTo(labels());
    assertThat(spec("StatefulSet", "feedhorn").getString("serviceName"))
        .isEqualTo("feedhorn-nodes");
    assertThat(spec("StatefulSet", "feedhorn").getJsonObject("selector")).isEqualTo(labels());
    assertThat(spec("PodDisruptionBudget", "feedhorn").getJsonObject("selector"))
        .isEqualTo(labels());
    assertThat(spec("NetworkPolicy", "feedhorn").getJsonObject("podSelector")).isEqualTo(labels());
    for (String service : List.of("feedhorn", "feedhorn-nodes")) {
      assertThat(spec("Service", service).getJsonObject("selector"))
          .isEqualTo(labels().getJsonObject("matchLabels"));
    }
  }

  @Test
  void theAutoscalerKeepsTheVotersAndUsesAMetricOfTheServer() throws IOException {
    JsonObject autoscaler = spec("HorizontalPodAutoscaler", "feedhorn");
    String metric =
        autoscaler
            .getJsonArray("metrics")
            .getJsonObject(0)
            .getJsonObject("pods")
            .getJsonObject("metric")
            .getString("name");

    assertThat(autoscaler.getJsonObject("scaleTargetRef").getString("name")).isEqualTo("feedhorn");
    assertThat(autoscaler.getInteger("minReplicas"))
        .isEqualTo(spec("StatefulSet", "feedhorn").getInteger("replicas"))
        .isEqualTo(environment().get("FEEDHORN_CLUSTER_VOTERS").split(",", -1).length);
    assertThat(Files.readString(Path.of("docs/operating.md"))).contains("| `" + metric + "` |");
  }

  @Test
  void thePodHasTheUserAndTheFoldersOfTheImage(@TempDir Path folder) throws IOException {
    JsonObject security = POD.getJsonObject("spec").getJsonObject("securityContext");
    List<String> mounts =
        objects(CONTAINER.getJsonArray("volumeMounts"))
            .map(mount -> mount.getString("mountPath"))
            .toList();

    assertThat(Files.readString(Path.of("Dockerfile")))
        .contains(
            "\nUSER %d:%d\n"
                .formatted(security.getInteger("runAsUser"), security.getInteger("runAsGroup")))
        .contains("/data");
    assertThat(CONTAINER.getJsonObject("securityContext").getBoolean("readOnlyRootFilesystem"))
        .isTrue();
    assertThat(mounts).containsExactlyInAnyOrder("/tmp", "/data");
    assertThat(environment().get("FEEDHORN_STORE_PATH")).startsWith("/data/");
    assertThat(POD.getJsonObject("spec").getInteger("terminationGracePeriodSeconds"))
        .isGreaterThan((int) settings(folder).http().connections().drain().toSeconds() + 8);
  }

  private static JsonObject labels() {
    return new JsonObject().put("matchLabels", new JsonObject().put("app", "feedhorn"));
  }

  private static List<String> targets(String service) {
    return objects(spec("Service", service).getJsonArray("ports"))
        .map(port -> port.getString("targetPort"))
        .toList();
  }

  private static List<String> policyPorts(JsonObject rule) {
    return objects(rule.getJsonArray("ports")).map(port -> port.getString("port")).toList();
  }

  /** Returns the variables of the container, with values in place of references. */
  private static Map<String, String> environment() {
    Map<String, String> environment = new HashMap<>();
    objects(CONTAINER.getJsonArray("env"))
        .forEach(
            variable ->
                environment.put(
                    variable.getString("name"),
                    value(variable)
                        .replace("$(POD_NAMESPACE)", INSERTED.get("metadata.namespace"))));
    return environment;
  }

  private static String value(JsonObject variable) {
    JsonObject from = variable.getJsonObject("valueFrom");
    if (from == null) {
      return variable.getString("value");
    }
    String source =
        from.containsKey("fieldRef")
            ? from.getJsonObject("fieldRef").getString("fieldPath")
            : from.getJsonObject("secretKeyRef").getString("key");
    return Objects.requireNonNull(INSERTED.get(source), source);
  }

  /** Returns the settings of a node: those of the image, overridden by the environment. */
  private static Settings settings(Path folder) {
    TempWorkingDirectory directory = new TempWorkingDirectory(folder);
    environment().forEach(directory::variable);
    return directory.variable("FEEDHORN_HTTP_HOST", "0.0.0.0").settings();
  }
}
