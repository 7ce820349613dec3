package io.feedhorn.app.cli;

import io.feedhorn.app.Version;
import io.feedhorn.app.settings.ErrorMessages;
import io.feedhorn.app.settings.SettingsException;
import io.feedhorn.app.settings.SettingsLoader;
import io.feedhorn.app.settings.Units;
import io.feedhorn.auth.AuthOptions;
import io.feedhorn.auth.TokenIssuer;
import io.feedhorn.model.FeedException;
import io.feedhorn.model.TopicPattern;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command that makes a token, and prints it and nothing else. */
@Command(
    name = "token",
    customSynopsis = "java -jar feedhorn.jar token [OPTION…]",
    description = "Make a token for a client, with auth.secret or a private key.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false)
final class TokenCommand implements Callable<Integer> {
  private static final Duration MAX = Duration.ofDays(3650);

  @Option(
      names = "--subscribe",
      paramLabel = "P,P",
      split = ",",
      description = "Patterns that may be read.")
  private List<String> subscribe = new ArrayList<>();

  @Option(
      names = "--publish",
      paramLabel = "P,P",
      split = ",",
      description = "Patterns that may be published on.")
  private List<String> publish = new ArrayList<>();

  @Option(names = "--admin", description = "Everything, and what only operators see.")
  private boolean admin;

  @Option(
      names = "--ttl",
      paramLabel = "DURATION",
      description = "How long it is good: 30s, 10m, 1h, 30d. Default: ${DEFAULT-VALUE}.")
  private String ttl = "1h";

  @Option(names = "--subject", paramLabel = "NAME", description = "Whose it is (sub).")
  private @Nullable String subject;

  @Option(
      names = "--key",
      paramLabel = "FILE",
      description =
          "Sign with this private key (PEM, PKCS #8; RSA, EC P-256 or Ed25519). Default: with"
              + " auth.secret.")
  private @Nullable Path key;

  @Option(names = "--kid", paramLabel = "NAME", description = "The key's name in the JWKS.")
  private @Nullable String kid;

  @Option(
      names = "--conf",
      paramLabel = "FILE",
      description = "Settings (YAML) that override those of conf/feedhorn.yaml.")
  private @Nullable Path conf;

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    CommandSpec used = Objects.requireNonNull(spec);
    AuthOptions access;
    try {
      access = new SettingsLoader(Path.of(""), System.getenv()).readAuth(conf);
    } catch (SettingsException bad) {
      bad.lines().forEach(used.commandLine().getErr()::println);
      return ServeCommand.BAD_SETTINGS;
    }
    TokenIssuer issuer = maker(used, access);
    String token =
        issuer.token(
            patterns(used, "--subscribe", subscribe),
            patterns(used, "--publish", publish),
            admin,
            subject,
            ttl(used));
    used.commandLine().getOut().println(token);
    used.commandLine().getOut().flush();
    return 0;
  }

  private TokenIssuer maker(CommandSpec used, AuthOptions access) {
    Path from = key;
    try {
      if (from != null) {
        return TokenIssuer.ofPem(Files.readString(from), kid, access);
      }
    } catch (IOException unreadable) {
      throw mistake(used, "--key = \"" + from + "\": " + ErrorMessages.of(unreadable));
    } catch (IllegalArgumentException unfit) {
      throw mistake(used, "--key = \"" + from + "\": " + unfit.getMessage());
    }
    if (access.secret() == null) {
      throw mistake(used, "There is nothing to sign with: set auth.secret, or give --key FILE");
    }
    return TokenIssuer.ofSecret(access.secret(), kid, access);
  }

  private static List<TopicPattern> patterns(CommandSpec used, String option, List<String> texts) {
    try {
      return texts.stream().map(TopicPattern::parse).toList();
    } catch (FeedException exception) {
      throw mistake(used, option + ": " + exception.reason());
    }
  }

  private Duration ttl(CommandSpec used) {
    Duration duration = Units.duration(ttl);
    if (duration == null
        || duration.compareTo(Duration.ofSeconds(1)) < 0
        || duration.compareTo(MAX) > 0) {
      throw mistake(used, "--ttl = \"" + ttl + "\": must be a duration from 1s to 3650d");
    }
    return duration;
  }

  private static ParameterException mistake(CommandSpec used, String line) {
    return new ParameterException(used.commandLine(), line);
  }
}
