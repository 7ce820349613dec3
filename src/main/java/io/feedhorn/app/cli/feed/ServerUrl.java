package io.feedhorn.app.cli.feed;

import java.net.URI;
import java.net.URISyntaxException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** Validates options of the commands that are clients of a server. */
public final class ServerUrl {
  private ServerUrl() {}

  /** Parses the value of {@code --url}. */
  public static URI parse(CommandSpec command, String text) {
    try {
      URI url = new URI(text);
      if (("http".equals(url.getScheme()) || "https".equals(url.getScheme()))
          && url.getHost() != null) {
        return url;
      }
    } catch (URISyntaxException invalid) {
      // Reported below, like a URL of another scheme.
    }
    throw invalid(command, "--url", text, "http://HOST:PORT or https://HOST:PORT");
  }

  /**
   * Returns the value of {@code --token} without white space at its ends; null if it is blank. An
   * error does not contain it.
   */
  public static @Nullable String token(CommandSpec command, @Nullable String text) {
    if (text == null || text.isBlank()) {
      return null;
    }
    String token = text.strip();
    if (token.chars().anyMatch(Character::isISOControl)) {
      throw new ParameterException(
          command.commandLine(), "--token must be a JWT, without line breaks");
    }
    return token;
  }

  /** Returns the error of an option: its name, the allowed values and the actual one. */
  public static ParameterException invalid(
      CommandSpec command, String name, String value, String allowed) {
    return new ParameterException(
        command.commandLine(), "%s must be %s, not '%s'".formatted(name, allowed, value));
  }
}
