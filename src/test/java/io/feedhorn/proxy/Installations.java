package io.feedhorn.proxy;

import io.feedhorn.transport.FreePorts;
import java.io.File;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The main configuration files of Debian's packages, as far as proxies need them. */
final class Installations {
  private static final String APACHE_MODULES = "/usr/lib/apache2/modules/mod_%s.so";

  private Installations() {}

  static List<String> nginx(String program, ProxySite site) {
    String block =
        ConfigBlock.of("nginx")
            .withNodes(site)
            .with("listen 443", "listen 127.0.0.1:" + site.port())
            .withCertificate(site)
            .text();
    String paths =
        Stream.of("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
            .map(kind -> "%s_temp_path %s;\n".formatted(kind, site.folder().resolve(kind)))
            .collect(Collectors.joining());
    // gzip and the number of connections are those of Debian. Workers of a root process must be
    // able
    // to read the temporary directory.
    String main =
        "daemon off;\npid %s;\nerror_log stderr;\nuser root;\nevents { worker_connections 768; }\nhttp {\n%saccess_log off;\ngzip on;\n%s}\n"
            .formatted(site.folder().resolve("nginx.pid"), paths, block);
    Path file = site.write("nginx.conf", main);
    return List.of(program, "-e", "stderr", "-p", site.folder() + "/", "-c", file.toString());
  }

  static List<String> haproxy(String program, ProxySite site) {
    ConfigBlock block =
        ConfigBlock.of("haproxy")
            .withNodes(site)
            .with("bind :443", "bind 127.0.0.1:" + site.port())
            .with("/etc/ssl/feeds.pem", site.bundle());
    return List.of(program, "-db", "-f", site.write("haproxy.cfg", block.text()).toString());
  }

  static List<String> caddy(String program, ProxySite site) {
    // Only the certificate differs, which Caddy would otherwise obtain by itself.
    ConfigBlock block =
        ConfigBlock.of("caddy")
            .withNodes(site)
            .with(
                "feeds.example.org {",
                "https://127.0.0.1:%d {\n    tls %s %s"
                    .formatted(site.port(), site.certificate(), site.key()));
    String global =
        "{\n    admin off\n    auto_https disable_redirects\n    storage file_system %s\n}\n"
            .formatted(site.folder().resolve("caddy"));
    Path file = site.write("Caddyfile", global + block.text());
    return List.of(program, "run", "--adapter", "caddyfile", "--config", file.toString());
  }

  static List<String> apache(String program, ProxySite site) {
    ConfigBlock block =
        ConfigBlock.of("apache")
            .withNodes(site)
            .with("*:443", "127.0.0.1:" + site.port())
            .with("/etc/apache2/feedhorn", site.folder())
            .withCertificate(site);
    site.write("stream.asis", ConfigBlock.of("asis").text());
    String modules =
        Stream.of(
                ("mpm_event authz_core mime filter deflate reqtimeout socache_shmcb slotmem_shm"
                        + " proxy asis alias headers lbmethod_bybusyness lbmethod_byrequests"
                        + " proxy_balancer proxy_hcheck proxy_http ssl watchdog")
                    .split(" ", -1))
            .filter(name -> new File(APACHE_MODULES.formatted(name)).exists())
            .map(
                name -> "LoadModule %s_module %s\n".formatted(name, APACHE_MODULES.formatted(name)))
            .collect(Collectors.joining());
    String main =
        """
        ServerRoot %1$s
        ServerName localhost
        PidFile %1$s/apache.pid
        ErrorLog %1$s/error.log
        Mutex file:%1$s default
        TypesConfig /etc/mime.types
        Listen 127.0.0.1:%2$d
        %3$s
        <IfModule unixd_module>
          User www-data
          Group www-data
        </IfModule>
        AddOutputFilterByType DEFLATE text/html text/plain application/json
        %4$s"""
            .formatted(site.folder(), site.port(), modules, block.text());
    return List.of(program, "-D", "FOREGROUND", "-f", site.write("apache.conf", main).toString());
  }

  static List<String> varnish(String program, ProxySite site) {
    ConfigBlock block = ConfigBlock.of("vcl").with("\"8080\"", "\"" + site.nodes().get(0) + "\"");
    return List.of(
        program,
        "-F",
        "-n",
        site.folder().resolve("varnish").toString(),
        "-j",
        "none",
        "-T",
        "none",
        "-s",
        "malloc,32m",
        "-a",
        "127.0.0.1:" + site.port(),
        "-f",
        site.write("default.vcl", block.text()).toString());
  }

  static List<String> lighttpd(String program, ProxySite site) {
    String block =
        ConfigBlock.of("lighttpd")
            .with("\"port\" => 8080", "\"port\" => " + site.nodes().get(0))
            .with("\":443\"", "\"127.0.0.1:" + site.port() + "\"")
            .withCertificate(site)
            .text();
    String main =
        "server.document-root = \"%s\"\nserver.bind = \"127.0.0.1\"\nserver.port = %d\n%s"
            .formatted(site.folder(), FreePorts.next(), block);
    return List.of(program, "-D", "-f", site.write("lighttpd.conf", main).toString());
  }
}
