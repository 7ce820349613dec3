package io.feedhorn.app.settings;

import io.feedhorn.auth.AuthOptions;
import io.feedhorn.http.HttpOptions;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The settings of the program from its sources. In order of increasing precedence: the defaults,
 * the file of {@code --defaults}, {@code conf/feedhorn.yaml} of the working directory (or, if it
 * does not exist, of the jar), the file of {@code --conf}, {@code .env}, the environment. Used
 * once, at the start; blocks.
 */
public final class SettingsLoader {
  private static final Logger LOG = LoggerFactory.getLogger(SettingsLoader.class);
  private static final String FILE = "conf/feedhorn.yaml";

  private final Path directory;
  private final Map<String, String> environment;
  private final @Nullable Path defaults;
  private final List<String> errors = new ArrayList<>();

  /**
   * @param directory the working directory
   */
  public SettingsLoader(Path directory, Map<String, String> environment) {
    this(directory, environment, null);
  }

  /**
   * @param directory the working directory
   * @param defaults a file that all other sources override
   */
  public SettingsLoader(Path directory, Map<String, String> environment, @Nullable Path defaults) {
    this.directory = directory;
    this.environment = Map.copyOf(environment);
    this.defaults = defaults;
  }

  /**
   * Reads all settings and logs them.
   *
   * @param conf the file of {@code --conf}
   * @param webroot the directory of the pages; null for the pages of the jar
   * @throws SettingsException with a line for each error
   */
  public Settings read(@Nullable Path conf, @Nullable Path webroot) {
    return Settings.of(resolveAndLog(conf, webroot), webroot);
  }

  ResolvedSettings resolveAndLog(@Nullable Path conf, @Nullable Path webroot) {
    ResolvedSettings settings = resolve(conf, webroot);
    log(settings);
    return settings;
  }

  static void log(ResolvedSettings settings) {
    // Without arguments, because the log limits the lines of one message.
    settings.summary().forEach(line -> LOG.info("settings of " + line));
  }

  /** Reads the settings of the HTTP server without logging. */
  public HttpOptions readHttp(@Nullable Path conf) {
    return HttpSettings.options(resolve(conf, null), null);
  }

  /** Reads the settings of access control without logging. */
  public AuthOptions readAuth(@Nullable Path conf) {
    return AuthSettings.options(resolve(conf, null));
  }

  ResolvedSettings resolve(@Nullable Path conf, @Nullable Path webroot) {
    List<SettingValue> values = new ArrayList<>(FeedSettings.BUILT_IN);
    values.addAll(readOption("--defaults", defaults));
    values.addAll(readOwnFile());
    values.addAll(readOption("--conf", conf));
    values.addAll(new EnvironmentSource(names(values), errors).read(variables()));
    return new SettingsValidator(directory, errors).resolve(values, webroot);
  }

  private List<SettingValue> readOption(String option, @Nullable Path file) {
    if (file == null) {
      return List.of();
    }
    if (!Files.isRegularFile(directory.resolve(file))) {
      errors.add(option + " = \"" + file + "\": must be an existing file");
      return List.of();
    }
    return readFile(directory.resolve(file), file.toString());
  }

  private List<SettingValue> readOwnFile() {
    Path own = directory.resolve(FILE);
    return Files.exists(own) ? readFile(own, FILE) : readResource();
  }

  private List<SettingValue> readFile(Path file, String name) {
    try {
      return readYaml(Files.readAllBytes(file), name);
    } catch (IOException unreadable) {
      errors.add(name + ": cannot be read: " + ErrorMessages.of(unreadable));
      return List.of();
    }
  }

  private List<SettingValue> readResource() {
    String name = "the jar's " + FILE;
    try (InputStream resource = SettingsLoader.class.getResourceAsStream("/" + FILE)) {
      return resource == null ? List.of() : readYaml(resource.readAllBytes(), name);
    } catch (IOException unreadable) {
      errors.add(name + ": cannot be read: " + ErrorMessages.of(unreadable));
      return List.of();
    }
  }

  /**
   * @throws CharacterCodingException if the file is not UTF-8: a secret with a replaced character
   *     would be another one
   */
  private List<SettingValue> readYaml(byte[] file, String name) throws CharacterCodingException {
    String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(file)).toString();
    return new YamlSource(name, errors).read(text);
  }

  private Map<String, EnvironmentVariable> variables() {
    Map<String, EnvironmentVariable> variables = new LinkedHashMap<>();
    variables.putAll(DotEnv.read(directory.resolve(".env"), errors));
    environment.forEach(
        (name, value) ->
            variables.put(name, new EnvironmentVariable(value, EnvironmentSource.ENVIRONMENT)));
    return variables;
  }

  private static Set<String> names(List<SettingValue> values) {
    ResolvedSettings resolved = new ResolvedSettings(values);
    Set<String> names = new TreeSet<>(resolved.feeds());
    names.addAll(resolved.sources());
    return names;
  }
}
