package io.feedhorn.app.cli;

import io.feedhorn.app.cli.feed.CommandVersion;
import io.feedhorn.app.settings.ErrorMessages;
import io.feedhorn.app.settings.SettingsException;
import io.feedhorn.app.settings.SettingsLoader;
import io.feedhorn.app.settings.Units;
import io.feedhorn.auth.AuthOptions;
import io.feedhorn.auth.Permissions;
import io.feedhorn.auth.Recipient;
import io.feedhorn.auth.TokenIssuer;
import io.feedhorn.model.FeedException;
import io.feedhorn.model.Member;
import io.feedhorn.model.NotificationFeeds;
import io.feedhorn.model.ReaderName;
import io.feedhorn.model.TopicPattern;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** The command that issues a token and prints only the token. */
@Command(
    name = "token",
    customSynopsis = "java -jar feedhorn.jar token [OPTION…]",
    description = "Issue a token for a client, signed with auth.secret or a private key.",
    mixinStandardHelpOptions = true,
    versionProvider = CommandVersion.class,
    sortOptions = false)
final class TokenCommand implements Callable<Integer> {
  private static final Duration MAX_TTL = Duration.ofDays(3650);

  @Option(
      names = "--subscribe",
      paramLabel = "P,P",
      split = ",",
      description = "Patterns that the client may read.")
  private List<String> subscribe = new ArrayList<>();

  @Option(
      names = "--publish",
      paramLabel = "P,P",
      split = ",",
      description = "Patterns on which the client may publish.")
  private List<String> publish = new ArrayList<>();

  @Option(names = "--admin", description = "All permissions, with those of operators.")
  private boolean admin;

  @Option(
      names = "--ttl",
      paramLabel = "DURATION",
      description = "Validity: 30s, 10m, 1h, 30d. Default: ${DEFAULT-VALUE}.")
  private String ttl = "1h";

  @Option(
      names = "--subject",
      paramLabel = "NAME",
      description = "Subject of the token (sub): the user.")
  private @Nullable String subject;

  @Option(
      names = "--name",
      paramLabel = "TEXT",
      description =
          "Name of the subject that others see (presence), at most 100 UTF-16 code units.")
  private @Nullable String name;

  @Option(
      names = "--user",
      paramLabel = "NAME",
      description = "User whose notifications the client may read. Default: the subject.")
  private @Nullable String user;

  @Option(
      names = "--groups",
      paramLabel = "NAME,NAME",
      split = ",",
      description = "Groups whose notifications the client may read.")
  private List<String> groups = new ArrayList<>();

  @Option(
      names = "--readers",
      paramLabel = "P,P",
      split = ",",
      description =
          "Patterns of the readers that the client may use. Default: those of the subject.")
  private List<String> readers = new ArrayList<>();

  @Option(
      names = "--key",
      paramLabel = "FILE",
      description = "Private key (PEM, PKCS #8; RSA, EC P-256 or Ed25519). Default: auth.secret.")
  private @Nullable Path key;

  @Option(names = "--kid", paramLabel = "NAME", description = "Name of the key in the JWKS.")
  private @Nullable String kid;

  @Option(
      names = "--conf",
      paramLabel = "FILE",
      description = "Settings (YAML) that override conf/feedhorn.yaml.")
  private @Nullable Path conf;

  @ParentCommand private @Nullable Main main;

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    CommandSpec command = Objects.requireNonNull(spec);
    ServeOptions before = main == null ? new ServeOptions() : main.options();
    AuthOptions auth;
    try {
      auth =
          new SettingsLoader(Path.of(""), System.getenv(), before.defaults)
              .readAuth(conf == null ? before.conf : conf);
    } catch (SettingsException errors) {
      errors.lines().forEach(command.commandLine().getErr()::println);
      return ServeCommand.BAD_SETTINGS;
    }
    TokenIssuer issuer = issuer(command, auth);
    String token = token(issuer, command);
    command.commandLine().getOut().println(token);
    command.commandLine().getOut().flush();
    return 0;
  }

  private String token(TokenIssuer issuer, CommandSpec command) {
    Permissions granted =
        new Permissions(
            true,
            patterns(command, "--subscribe", subscribe, TopicPattern::parse),
            patterns(command, "--publish", publish, TopicPattern::parse),
            admin,
            patterns(command, "--readers", readers, ReaderName::pattern),
            Permissions.NEVER,
            recipient(command));
    return issuer.token(granted, subject, displayName(command), ttl(command));
  }

  private @Nullable String displayName(CommandSpec command) {
    if (name == null) {
      return null;
    }
    if (name.isBlank() || name.length() > Member.MAX_NAME_LENGTH) {
      throw error(
          command,
          "--name = \"%s\": must not be blank, and have at most %d UTF-16 code units"
              .formatted(name, Member.MAX_NAME_LENGTH));
    }
    if (subject == null) {
      throw error(
          command, "--name = \"" + name + "\": must be used with --subject, which it names");
    }
    return name;
  }

  private Recipient recipient(CommandSpec command) {
    groups.forEach(group -> requireRecipient(command, "--groups", group));
    if (user != null) {
      requireRecipient(command, "--user", user);
    }
    return new Recipient(user, groups);
  }

  private static void requireRecipient(CommandSpec command, String option, String name) {
    if (!NotificationFeeds.isRecipient(name)) {
      throw error(
          command,
          "%s: '%s' is not a name of %s".formatted(option, name, NotificationFeeds.RECIPIENT_RULE));
    }
  }

  private TokenIssuer issuer(CommandSpec command, AuthOptions auth) {
    Path file = key;
    try {
      if (file != null) {
        return TokenIssuer.ofPem(Files.readString(file), kid, auth);
      }
    } catch (IOException unreadable) {
      throw error(command, "--key = \"" + file + "\": " + ErrorMessages.of(unreadable));
    } catch (IllegalArgumentException invalid) {
      throw error(command, "--key = \"" + file + "\": " + invalid.getMessage());
    }
    if (auth.secret() == null) {
      throw error(command, "No key to sign with: set auth.secret, or use --key FILE");
    }
    return TokenIssuer.ofSecret(auth.secret(), kid, auth);
  }

  private static List<TopicPattern> patterns(
      CommandSpec command,
      String option,
      List<String> texts,
      Function<String, TopicPattern> parser) {
    try {
      return texts.stream().map(parser).toList();
    } catch (FeedException exception) {
      throw error(command, option + ": " + exception.reason());
    }
  }

  private Duration ttl(CommandSpec command) {
    Duration duration = Units.duration(ttl);
    if (duration == null
        || duration.compareTo(Duration.ofSeconds(1)) < 0
        || duration.compareTo(MAX_TTL) > 0) {
      throw error(command, "--ttl = \"" + ttl + "\": must be a duration from 1s to 3650d");
    }
    return duration;
  }

  private static ParameterException error(CommandSpec command, String line) {
    return new ParameterException(command.commandLine(), line);
  }
}
