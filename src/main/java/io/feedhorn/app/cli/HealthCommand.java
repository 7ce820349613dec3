package io.feedhorn.app.cli;

import io.feedhorn.app.cli.feed.CommandVersion;
import io.feedhorn.app.cli.feed.ServerUrl;
import io.feedhorn.app.settings.ErrorMessages;
import io.feedhorn.app.settings.HostParser;
import io.feedhorn.app.settings.SettingsException;
import io.feedhorn.app.settings.SettingsLoader;
import io.feedhorn.http.BindOptions;
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

/** The command that checks if the server on this machine is ready, for container health checks. */
@Command(
    name = "health",
    customSynopsis = "java -jar feedhorn.jar health [--conf FILE] [--url URL]",
    description = "Check if the server on this machine is ready.",
    mixinStandardHelpOptions = true,
    versionProvider = CommandVersion.class,
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
      description = "URL of the server. Default: from the settings.")
  private @Nullable String url;

  @ParentCommand private @Nullable Main main;

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    CommandSpec command = Objects.requireNonNull(spec);
    String address;
    try {
      address = url == null ? address(command) : ServerUrl.parse(command, url).toString();
    } catch (SettingsException errors) {
      errors.lines().forEach(command.commandLine().getErr()::println);
      return ServeCommand.BAD_SETTINGS;
    }
    String answer = request(address.replaceFirst("/+$", "") + PATH);
    boolean ready = answer.startsWith(OK + " ");
    (ready ? command.commandLine().getOut() : command.commandLine().getErr()).println(answer);
    return ready ? READY : NOT_READY;
  }

  /** Returns the URL of the health checks of these settings for a process on this machine. */
  private String address(CommandSpec command) {
    ServeOptions merged = main == null ? options : options.or(main.options());
    BindOptions bind =
        new SettingsLoader(Path.of(""), System.getenv(), merged.defaults)
            .readHttp(merged.conf)
            .bind();
    String host = HostParser.local(bind.host());
    Integer healthPort = bind.healthPort();
    if (healthPort != null && healthPort > 0) {
      return "http://%s:%d".formatted(host, healthPort);
    }
    if (bind.port() == 0) {
      throw ServerUrl.invalid(command, "http.port", "0", "a fixed port, or --url must be set");
    }
    return "%s://%s:%d".formatted(bind.tls() == null ? "http" : "https", host, bind.port());
  }

  /** The certificate is not validated: it is for a public name, and the server is local. */
  private static String request(String url) {
    Vertx vertx = Vertx.vertx();
    HttpClient client =
        vertx.createHttpClient(new HttpClientOptions().setTrustAll(true).setVerifyHost(false));
    try {
      return client
          .request(new RequestOptions().setMethod(HttpMethod.GET).setAbsoluteURI(url))
          .compose(request -> request.send())
          .compose(
              response ->
                  response.body().map(body -> response.statusCode() + " " + body.toString()))
          .await(TIMEOUT_SECONDS, TimeUnit.SECONDS);
    } catch (Exception failure) { // await() also throws undeclared checked exceptions.
      return url + ": " + ErrorMessages.of(failure);
    } finally {
      // Vert.x closes a client, and fails its requests, when nothing refers to it any more.
      client.close();
      vertx.close();
    }
  }
}
