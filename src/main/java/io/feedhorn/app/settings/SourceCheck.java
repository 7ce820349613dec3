package io.feedhorn.app.settings;

import io.feedhorn.model.FeedException;
import io.feedhorn.model.Topic;
import io.feedhorn.source.Mapping;
import io.feedhorn.source.MappingException;
import io.feedhorn.source.SequenceCheck;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The checks of one source that need several keys. */
record SourceCheck(ValidationContext context, ResolvedSettings settings, String name) {
  private static final Set<String> SERVER_FEEDS = Set.of(Topic.SYSTEM_FEED, Topic.ALERTS_FEED);

  static SourceCheck of(ValidationContext context, String name) {
    return new SourceCheck(context, context.settings(), name);
  }

  void run() {
    SourceType type = settings.getOrNull(SourceSettings.TYPE, name);
    if (type == null) {
      reject(SourceSettings.TYPE, "must be " + SourceSettings.TYPE.type().allowed());
      return;
    }
    List<String> missing = SourceLibrary.missing(type, SourceLibrary.class.getClassLoader());
    if (!missing.isEmpty()) {
      reject(
          SourceSettings.TYPE,
          "needs %s on the class path".formatted(String.join(" and ", missing)));
      return;
    }
    if (type == SourceType.STDIN && settings.get(ClusterSettings.ENABLED)) {
      reject(SourceSettings.TYPE, "stdin is not possible in a cluster: another node has another");
    }
    int before = context.errors().size();
    for (SettingKey<?> key : type.required()) {
      if (settings.getOrNull(key, name) == null) {
        reject(key, "must be set for the type " + type.wire());
      }
    }
    for (SettingValue value : settings.writtenOf("sources", name)) {
      SettingKey<?> key = Objects.requireNonNull(SettingKeys.find(value.path()));
      if (!type.keys().contains(key)) {
        context.errors().add(value.errorLine(otherType(type)));
      }
    }
    boolean template =
        type == SourceType.WEBSOCKET && !settings.get(SourceSettings.CONNECTIONS, name).isEmpty();
    if (!template) {
      checkUrl(type, settings.getOrNull(SourceSettings.URL, name));
    }
    BrokerChecks.run(this, type);
    if (type == SourceType.WEBSOCKET) {
      new WebSocketCheck(this).run();
    } else if (type == SourceType.FILE) {
      FileSettings.check(this);
    }
    if (settings
            .get(SourceSettings.MIN_BACKOFF, name)
            .compareTo(settings.get(SourceSettings.MAX_BACKOFF, name))
        > 0) {
      reject(SourceSettings.MAX_BACKOFF, "must not be less than backoff.min");
    }
    // A value that is refused already is not set, and has its error before these checks.
    boolean complete = type.required().stream().allMatch(this::isSet);
    if (complete && context.errors().size() == before) {
      checkMapping(type);
    }
  }

  private static String otherType(SourceType type) {
    return "not a key of the type %s, which has %s"
        .formatted(
            type.wire(),
            type.keys().stream().map(SettingKey::name).collect(Collectors.joining(", ")));
  }

  void checkUrl(SourceType type, @Nullable String url) {
    if (url == null || type.schemes().isEmpty()) {
      return;
    }
    if (type.keys().contains(SourceSettings.HEADERS)) {
      checkUser(SourceSettings.URL, url);
    }
    if (type.schemes().stream().noneMatch(scheme -> url.matches(scheme + "://\\S+"))
        || !isUri(url)) {
      reject(
          SourceSettings.URL,
          "must be a URL that begins with "
              + type.schemes().stream()
                  .map(scheme -> scheme + "://")
                  .collect(Collectors.joining(" or ")));
    }
  }

  /** Refuses a user in the URL of a request, which the client would not send. */
  void checkUser(SettingKey<?> key, String url) {
    if (url.matches("\\w+://[^/?#]*@.*")) {
      String headers = key.equals(SourceSettings.URL) ? "headers" : "snapshot.headers";
      reject(key, "must not have a user: set \"Authorization: Basic …\" in " + headers);
    }
  }

  private static boolean isUri(String url) {
    try {
      return new URI(url).getHost() != null || url.contains(",");
    } catch (URISyntaxException invalid) {
      return false;
    }
  }

  private void checkMapping(SourceType type) {
    try {
      new Mapping(name, SourceSettings.mapping(settings, name));
      checkTopic(Objects.requireNonNull(settings.getOrNull(SourceSettings.TOPIC, name)));
      new SequenceCheck(
          settings.getOrNull(SourceSettings.SEQUENCE, name),
          settings.getOrNull(SourceSettings.SEQUENCE_OF, name));
      if (type == SourceType.WEBSOCKET) {
        new WebSocketCheck(this).compile();
      }
    } catch (MappingException invalid) {
      String key = invalid.reason().split("[ :]", 2)[0];
      context
          .errors()
          .add(
              settings
                  .effective(
                      Objects.requireNonNull(SettingKeys.find("sources." + name + "." + key)), name)
                  .errorLine(invalid.reason()));
    }
    boolean paced =
        type.keys().contains(SourceSettings.SPEED) && settings.get(SourceSettings.SPEED, name) > 0;
    if (paced && settings.getOrNull(SourceSettings.TIME, name) == null) {
      reject(SourceSettings.TIME, "must be set if speed is set");
    }
  }

  /** Refuses a topic, or a feed, that would be refused with each message. */
  private void checkTopic(String template) {
    int expression = template.indexOf("${");
    int dot = template.indexOf('.');
    if (expression >= 0 && (dot < 0 || dot > expression)) {
      return;
    }
    try {
      Topic known = Topic.parse(expression < 0 ? template : template.substring(0, dot) + ".x");
      if (SERVER_FEEDS.contains(known.feed())) {
        reject(SourceSettings.TOPIC, "must be of another feed: only the server publishes on it");
      }
    } catch (FeedException invalid) {
      reject(SourceSettings.TOPIC, "must be a topic: " + invalid.reason());
    }
  }

  private boolean isSet(SettingKey<?> key) {
    return settings.getOrNull(key, name) != null;
  }

  void reject(SettingKey<?> key, String error) {
    context.reject(settings.effective(key, name), error);
  }
}
