package io.feedhorn.app.cli;

import io.feedhorn.app.LogOutput;
import io.feedhorn.app.ServerProcess;
import io.feedhorn.app.Version;
import io.feedhorn.app.cli.feed.CommandVersion;
import io.feedhorn.app.settings.ErrorMessages;
import io.feedhorn.app.settings.ReloadableSettings;
import io.feedhorn.app.settings.Settings;
import io.feedhorn.app.settings.SettingsException;
import io.feedhorn.http.BindOptions;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** The command that runs the server until a signal stops it. */
@Command(
    name = "serve",
    customSynopsis = "java -jar feedhorn.jar serve [--conf FILE] [--webroot DIR]",
    description = "Run the server until Ctrl-C or SIGTERM.",
    mixinStandardHelpOptions = true,
    versionProvider = CommandVersion.class,
    sortOptions = false)
final class ServeCommand implements Callable<Integer> {
  private static final Logger LOG = LoggerFactory.getLogger(ServeCommand.class);

  static final int STOPPED = 0;
  static final int CANNOT_START = 1;
  static final int BAD_SETTINGS = 2;

  @Mixin private final ServeOptions options = new ServeOptions();

  @ParentCommand private @Nullable Main main;

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException {
    ServeOptions merged = main == null ? options : options.or(main.options());
    return run(merged, Objects.requireNonNull(spec));
  }

  /** Runs a server as the program. Exits with the exit code if the server did not run. */
  static void main(ServeOptions options, PrintWriter out) {
    PrintWriter err =
        new PrintWriter(new OutputStreamWriter(System.err, Charset.defaultCharset()), true);
    int code;
    try {
      code = run(options, out, err);
    } catch (InterruptedException | RuntimeException failure) {
      failure.printStackTrace(err);
      code = CANNOT_START;
    }
    if (code != STOPPED) {
      System.exit(code);
    }
  }

  ServeOptions options() {
    return options;
  }

  static int run(ServeOptions options, CommandSpec spec) throws InterruptedException {
    return run(options, spec.commandLine().getOut(), spec.commandLine().getErr());
  }

  private static int run(ServeOptions options, PrintWriter out, PrintWriter err)
      throws InterruptedException {
    if (!TempDirectory.isWritable()) {
      err.println(TempDirectory.UNWRITABLE);
      return CANNOT_START;
    }
    ReloadableSettings reloadable =
        new ReloadableSettings(
            Path.of(""), System.getenv(), options.defaults, options.conf, options.webroot);
    LogOutput log = LogOutput.ofProcess();
    Settings settings;
    try {
      settings = reloadable.read(log::apply);
    } catch (SettingsException errors) {
      errors.lines().forEach(err::println);
      return BAD_SETTINGS;
    }
    return run(settings, new ServerProcess(settings, reloadable, log), out, err);
  }

  private static int run(Settings settings, ServerProcess process, PrintWriter out, PrintWriter err)
      throws InterruptedException {
    Thread stop = new Thread(process::stop, "feedhorn-stop");
    Runtime.getRuntime().addShutdownHook(stop);
    try {
      String address = process.start();
      out.println(
          "Feedhorn %s ready on %s (%s)".formatted(Version.NUMBER, address, process.description()));
      out.flush();
      CollectorOptions.apply();
    } catch (SettingsException errors) {
      errors.lines().forEach(err::println);
      return BAD_SETTINGS;
    } catch (Exception failure) { // await() also throws undeclared checked exceptions.
      if (!process.isStopping()) {
        if (!(failure instanceof IOException)) { // Not caused by the environment: a bug.
          LOG.error("Server failed to start", failure);
        }
        err.println(
            "Feedhorn cannot start on " + endpoint(settings) + ": " + ErrorMessages.of(failure));
      }
      return CANNOT_START;
    }
    process.awaitStop();
    return STOPPED;
  }

  private static String endpoint(Settings settings) {
    BindOptions bind = settings.http().bind();
    String host = bind.host();
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + bind.port();
  }
}
