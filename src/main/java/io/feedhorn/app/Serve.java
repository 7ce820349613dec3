package io.feedhorn.app;

import java.io.IOException;
import java.io.PrintWriter;
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

/** The command that runs the server until it is told to stop. */
@Command(
    name = "serve",
    customSynopsis = "java -jar feedhorn.jar serve [--conf FILE] [--webroot DIR]",
    description = "Run the server until Ctrl-C or SIGTERM.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false)
final class Serve implements Callable<Integer> {
  private static final Logger log = LoggerFactory.getLogger(Serve.class);

  static final int STOPPED = 0;
  static final int CANNOT_START = 1;
  static final int BAD_SETTINGS = 2;

  @Mixin private final ServeOptions options = new ServeOptions();

  @ParentCommand private @Nullable Main main;

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException {
    ServeOptions all = main == null ? options : options.or(main.options());
    return run(all, Objects.requireNonNull(spec));
  }

  static int run(ServeOptions options, CommandSpec spec) throws InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    if (!TempFolder.isWritable()) {
      err.println(TempFolder.UNWRITABLE);
      return CANNOT_START;
    }
    Settings settings;
    try {
      settings =
          new SettingsReader(Path.of(""), System.getenv(), options.defaults)
              .read(options.conf, options.webroot);
    } catch (BadSettings bad) {
      bad.lines().forEach(err::println);
      return BAD_SETTINGS;
    }
    return run(settings, out, err);
  }

  private static int run(Settings settings, PrintWriter out, PrintWriter err)
      throws InterruptedException {
    Node node = new Node(settings);
    Thread stop = new Thread(node::stop, "feedhorn-stop");
    Runtime.getRuntime().addShutdownHook(stop);
    try {
      String address = node.start();
      out.println(
          "Feedhorn %s ready on %s (%s)".formatted(Version.NUMBER, address, node.description()));
      out.flush();
    } catch (Exception failure) { // Vert.x throws checked ones undeclared.
      if (!node.isStopping()) {
        if (!(failure instanceof IOException)) { // Not the world outside: a fault of ours.
          log.error("the start failed", failure);
        }
        err.println("Feedhorn cannot start on " + at(settings) + ": " + Reason.of(failure));
      }
      return CANNOT_START;
    }
    node.awaitStop();
    return STOPPED;
  }

  private static String at(Settings settings) {
    String host = settings.http().host();
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + settings.http().port();
  }
}
