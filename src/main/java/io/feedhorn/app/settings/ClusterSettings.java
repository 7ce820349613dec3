package io.feedhorn.app.settings;

import static io.feedhorn.app.settings.SettingType.FILE;
import static io.feedhorn.app.settings.SettingType.bool;
import static io.feedhorn.app.settings.SettingType.choice;
import static io.feedhorn.app.settings.SettingType.integer;
import static io.feedhorn.app.settings.SettingType.list;
import static io.feedhorn.app.settings.SettingType.text;

import io.feedhorn.cluster.BootstrapMode;
import io.feedhorn.cluster.ClusterOptions;
import io.feedhorn.cluster.voters.VoterOptions;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The section {@code cluster}: its keys, its checks and the options made of it. */
final class ClusterSettings {
  /** The distance from {@code cluster.port} to the first port for failure detection. */
  static final int FAILURE_DETECTION_OFFSET = 100;

  private static final int FAILURE_DETECTION_PORTS = 4;

  static final SettingSection KEYS = new SettingSection("cluster.");

  static final SettingKey<Boolean> ENABLED =
      KEYS.key("enabled", bool(), false, "this node is a member of a cluster");
  static final SettingKey<String> HOST =
      KEYS.key(
          "host",
          text("a host name or an address that others can connect to", HostParser::reachable),
          "127.0.0.1",
          "address of this node for the others");
  static final SettingKey<Integer> PORT =
      KEYS.key("port", integer(1, 65_535), 7800, "port of this node for the others");
  static final SettingKey<Integer> EVENT_BUS_PORT =
      KEYS.key("event-bus-port", integer(0, 65_535), 0, "port of its event bus for the others");
  static final SettingKey<List<String>> MEMBERS =
      KEYS.key(
          "members",
          list("a list of host:port, or one dns:NAME", HostParser::member),
          List.of(),
          "members to contact");
  static final SettingKey<String> NAME =
      KEYS.optional(
          "name",
          text(
              "a name of 1 to 63 characters a-z 0-9 . : - that starts with a letter or a digit",
              ClusterSettings::name),
          "host:port",
          "name of this node, which outlives its address");
  static final SettingKey<List<String>> VOTERS =
      KEYS.key(
          "voters",
          list("a list of names of nodes (cluster.name)", ClusterSettings::name),
          List.of(),
          "nodes whose majority stores durable feeds");
  static final SettingKey<BootstrapMode> BOOTSTRAP =
      KEYS.key(
          "found",
          choice(BootstrapMode.values(), BootstrapMode::wire),
          BootstrapMode.AUTO,
          "reaction if no other node is found");
  static final SettingKey<Integer> COPIES =
      KEYS.key("copies", integer(1, 10), 2, "nodes that store an update before its receipt");
  static final SettingKey<String> TLS_CERT =
      KEYS.optional("tls.cert", FILE, "none", "file of this node's certificate (PEM)");
  static final SettingKey<String> TLS_KEY =
      KEYS.optional("tls.key", FILE, "none", "file of its private key (PKCS#8)");
  static final SettingKey<String> TLS_CA =
      KEYS.optional("tls.ca", FILE, "none", "file of the authority's certificate (PEM)");

  private ClusterSettings() {}

  static ClusterOptions options(ResolvedSettings settings) {
    return new ClusterOptions(
        settings.get(ENABLED),
        settings.get(HOST),
        settings.get(PORT),
        settings.get(EVENT_BUS_PORT),
        settings.get(MEMBERS),
        settings.get(COPIES),
        settings.get(BOOTSTRAP),
        certificates(settings),
        voters(settings));
  }

  private static @Nullable String name(String text) {
    return VoterOptions.isName(text) ? text : null;
  }

  private static VoterOptions voters(ResolvedSettings settings) {
    String name = settings.getOrNull(NAME);
    String host = settings.get(HOST);
    int port = settings.get(PORT);
    return new VoterOptions(
        name == null ? VoterOptions.defaultName(host, port) : name,
        settings.get(VOTERS),
        VoterOptions.expectedNodes(host + ":" + port, settings.get(MEMBERS)));
  }

  private static ClusterOptions.@Nullable Certificates certificates(ResolvedSettings settings) {
    String cert = settings.getOrNull(TLS_CERT);
    String key = settings.getOrNull(TLS_KEY);
    String authority = settings.getOrNull(TLS_CA);
    return cert == null || key == null || authority == null
        ? null
        : new ClusterOptions.Certificates(cert, key, authority);
  }

  static void check(ValidationContext context) {
    checkPorts(context);
    checkMembers(context);
    checkFiles(context);
    checkVoters(context);
  }

  /** Requires that a fixed port of the event bus is none of the node's other ports. */
  private static void checkPorts(ValidationContext context) {
    int port = context.settings().get(PORT);
    int eventBus = context.settings().get(EVENT_BUS_PORT);
    int first = port + FAILURE_DETECTION_OFFSET;
    int last = first + FAILURE_DETECTION_PORTS - 1;
    if (eventBus == port || (eventBus >= first && eventBus <= last)) {
      context.reject(
          EVENT_BUS_PORT,
          "must be neither cluster.port (%d) nor one of the ports for failure detection (%d to %d)"
              .formatted(port, first, last));
    }
  }

  /** Requires one name of DNS alone: further members would not be contacted. */
  private static void checkMembers(ValidationContext context) {
    List<String> members = context.settings().get(MEMBERS);
    if (members.size() > 1 && members.stream().anyMatch(each -> each.startsWith("dns:"))) {
      context.reject(MEMBERS, "must be a list of host:port, or one dns:NAME");
    }
  }

  /** Requires a name if the default is too long, and no name twice. */
  private static void checkVoters(ValidationContext context) {
    VoterOptions voters = voters(context.settings());
    if (context.settings().get(ENABLED) && !VoterOptions.isName(voters.name())) {
      context.reject(NAME, "must be set: cluster.host is too long for a name");
    }
    if (voters.voters().size() < context.settings().get(VOTERS).size()) {
      context.reject(VOTERS, "must not contain a name twice");
    }
  }

  /** Requires all three files or none. */
  private static void checkFiles(ValidationContext context) {
    ResolvedSettings settings = context.settings();
    List<SettingKey<String>> files = List.of(TLS_CERT, TLS_KEY, TLS_CA);
    if (files.stream().allMatch(key -> settings.getOrNull(key) == null)) {
      return;
    }
    for (SettingKey<String> key : files) {
      if (settings.getOrNull(key) == null) {
        context.errors().add(key.path() + ": must be set if another key of cluster.tls is set");
      } else {
        context.requireReadable(key);
      }
    }
  }
}
