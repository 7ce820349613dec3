package io.feedhorn.app.cli;

import io.feedhorn.app.Version;
import io.feedhorn.app.settings.ErrorMessages;
import io.feedhorn.app.settings.HostParser;
import io.feedhorn.app.settings.SettingsException;
import io.feedhorn.app.settings.SettingsLoader;
import io.feedhorn.http.HttpOptions;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** The command that asks the server of this machine if it is ready, for health checks of images. */
@Command(
    name = "health",
    customSynopsis = "java -jar feedhorn.jar health [--conf FILE] [--url URL]",
    description = "Ask a running server of this machine if it is ready.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false)
final class HealthCommand implements Callable<Integer> {
  static final int READY = 0;
  static final int NOT_READY = 1;

  private static final int OK = 200;
  private static final String PATH = "/health/ready";
  private static final long TIMEOUT_SECONDS = 5;

  @Mixin private final ServeOptions options = new ServeOptions();

  @Option(
      names = "--url",
      paramLabel = "URL",
      description = "The server's address. Default: the one that its settings name.")
  private @Nullable String url;

  @ParentCommand private @Nullable Main main;

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    CommandSpec used = Objects.requireNonNull(spec);
    String address;
    try {
      address = url == null ? address(used) : ServerUrl.parse(used, url).toString();
    } catch (SettingsException bad) {
      bad.lines().forEach(used.commandLine().getErr()::println);
      return ServeCommand.BAD_SETTINGS;
    }
    String answer = ask(address.replaceFirst("/+$", "") + PATH);
    boolean ready = answer.startsWith(OK + " ");
    (ready ? used.commandLine().getOut() : used.commandLine().getErr()).println(answer);
    return ready ? READY : NOT_READY;
  }

  /**
   * Returns the address at which a process of this machine reaches the server of these settings.
   */
  private String address(CommandSpec used) {
    ServeOptions all = main == null ? options : options.or(main.options());
    HttpOptions http =
        new SettingsLoader(Path.of(""), System.getenv(), all.defaults).readHttp(all.conf);
    if (http.port() == 0) {
      throw ServerUrl.mistake(used, "http.port", "0", "a port, or --url given, to be asked");
    }
    return "%s://%s:%d"
        .formatted(
            http.tls() == null ? "http" : "https", HostParser.local(http.host()), http.port());
  }

  /** The certificate is not checked: it names a public host, and the peer is this machine. */
  private static String ask(String url) {
    Vertx vertx = Vertx.vertx();
    try {
      HttpClient client =
          vertx.createHttpClient(new HttpClientOptions().setTrustAll(true).setVerifyHost(false));
      return client
          .request(new RequestOptions().setMethod(HttpMethod.GET).setAbsoluteURI(url))
          .compose(request -> request.send())
          .compose(
              response ->
                  response.body().map(body -> response.statusCode() + " " + body.toString()))
          .await(TIMEOUT_SECONDS, TimeUnit.SECONDS);
    } catch (Exception failed) { // Vert.x throws checked ones undeclared.
      return url + ": " + ErrorMessages.of(failed);
    } finally {
      vertx.close();
    }
  }
}
