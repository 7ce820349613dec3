package io.feedhorn.app.cli;

import io.feedhorn.app.CertificateCheck;
import io.feedhorn.app.cli.feed.CommandVersion;
import io.feedhorn.app.settings.ErrorMessages;
import io.feedhorn.app.settings.SettingsException;
import io.feedhorn.app.settings.SettingsLoader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** The command that checks the settings of {@code serve} and starts nothing. */
@Command(
    name = "check-conf",
    customSynopsis = "feedhorn check-conf [--conf FILE]",
    description = "Check the settings of serve and their certificates, and start nothing.",
    mixinStandardHelpOptions = true,
    versionProvider = CommandVersion.class,
    sortOptions = false,
    footer = {
      "",
      "Reads the same files and variables as serve.",
      "",
      "Exit codes: 0 valid; 2 errors, one line for each on standard error."
    })
final class CheckConfCommand implements Callable<Integer> {
  @Mixin private final ServeOptions options = new ServeOptions();

  @ParentCommand private @Nullable Main main;

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    ServeOptions merged = main == null ? options : options.or(main.options());
    PrintWriter err = Objects.requireNonNull(spec).commandLine().getErr();
    try {
      CertificateCheck.require(
          new SettingsLoader(Path.of(""), System.getenv(), merged.defaults)
              .read(merged.conf, merged.webroot));
    } catch (SettingsException errors) {
      errors.lines().forEach(err::println);
      return ServeCommand.BAD_SETTINGS;
    } catch (IOException unusable) {
      err.println(ErrorMessages.of(unusable));
      return ServeCommand.BAD_SETTINGS;
    }
    err.println("The settings are valid.");
    return 0;
  }
}
