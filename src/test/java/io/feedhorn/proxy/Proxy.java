package io.feedhorn.proxy;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** The reverse proxies with a documented configuration. */
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

  /** Returns the name in {@code -Dproxies=}, which is also the language of the block. */
  String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Returns true if the proxy is tested: nginx and HAProxy always, the others on request. */
  boolean isSelected() {
    List<String> selected = List.of(SELECTED.split(",", -1));
    return ALWAYS.contains(this) || selected.contains("all") || selected.contains(id());
  }

  String scheme() {
    return this == VARNISH ? "http" : "https";
  }

  /** Returns the program: {@code -Dproxies.NAME=FILE}, or else the first on the path. */
  Optional<String> program() {
    String given = System.getProperty("proxies." + id());
    if (given != null) {
      return Optional.of(given);
    }
    // On Debian the path of a user does not contain the directories of system programs.
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
