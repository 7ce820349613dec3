package io.feedhorn.proxy;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** The reverse proxies that the documentation has a configuration for. */
enum Proxy {
  NGINX("nginx", Installations::nginx),
  HAPROXY("haproxy", Installations::haproxy),
  CADDY("caddy", Installations::caddy),
  APACHE("apache2", Installations::apache),
  VARNISH("varnishd", Installations::varnish),
  LIGHTTPD("lighttpd", Installations::lighttpd);

  private static final List<Proxy> ALWAYS = List.of(NGINX, HAPROXY);
  private static final String SELECTED = System.getProperty("proxies", "");

  private final String program;

  @SuppressWarnings("ImmutableEnumChecker") // method references without state
  private final Installation installation;

  Proxy(String program, Installation installation) {
    this.program = program;
    this.installation = installation;
  }

  /** The name in {@code -Dproxies=}, and the language of the block. */
  String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** If it is to be tested: nginx and HAProxy always, the others where they are asked for. */
  boolean isSelected() {
    List<String> chosen = List.of(SELECTED.split(",", -1));
    return ALWAYS.contains(this) || chosen.contains("all") || chosen.contains(id());
  }

  String scheme() {
    return this == VARNISH ? "http" : "https";
  }

  /** The program: {@code -Dproxies.NAME=FILE}, else the first on the path. */
  Optional<String> program() {
    String given = System.getProperty("proxies." + id());
    if (given != null) {
      return Optional.of(given);
    }
    // A user's path has no folders of the system's programs on Debian.
    String folders = System.getenv("PATH") + File.pathSeparator + "/usr/local/sbin:/usr/sbin";
    return Stream.of(folders.split(File.pathSeparator, -1))
        .map(folder -> Path.of(folder, program))
        .filter(Files::isExecutable)
        .map(Path::toString)
        .findFirst();
  }

  List<String> command(ProxySite site) {
    return installation.command(program().orElseThrow(), site);
  }
}
