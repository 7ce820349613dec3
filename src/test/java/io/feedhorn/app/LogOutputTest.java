package io.feedhorn.app;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.OutputStreamAppender;
import io.feedhorn.app.settings.LogOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.event.Level;

class LogOutputTest {
  private final LoggerContext context = new LoggerContext();
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final LogOutput log = new LogOutput(context);
  private final Logger own = context.getLogger("io.feedhorn.transport.ClientSession");
  private final Logger library = context.getLogger("io.netty.channel");

  @BeforeEach
  void addAppender() {
    OutputStreamAppender<ILoggingEvent> appender = new OutputStreamAppender<>();
    context.setMDCAdapter(new LogbackMDCAdapter());
    appender.setName("stderr");
    appender.setContext(context);
    log.apply(LogOptions.DEFAULT);
    ch.qos.logback.classic.Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
    root.setLevel(ch.qos.logback.classic.Level.INFO);
    context.getLogger("io.netty").setLevel(ch.qos.logback.classic.Level.WARN);
    root.addAppender(appender);
    format(LogOptions.Format.JSON);
    appender.setOutputStream(bytes);
    appender.start();
  }

  private void format(LogOptions.Format format) {
    log.apply(new LogOptions(format, Level.INFO, Map.of()));
  }

  private List<String> lines() {
    return bytes.toString(StandardCharsets.UTF_8).lines().toList();
  }

  @Test
  void textHasTheFieldsAsKeysAndValuesAndOneLineForEachEvent() {
    format(LogOptions.Format.TEXT);
    own.atInfo().addKeyValue("session", "s1").addKeyValue("code", 4200).log("Closed {}", "now");
    own.info("without fields");
    own.warn("{}", "two\r\nlines");

    assertThat(lines()).hasSize(3);
    assertThat(lines().get(0))
        .matches(
            "\\d{4}-\\d\\d-\\d\\dT\\S+ INFO  ClientSession {4}Closed now session=s1 code=4200");
    assertThat(lines().get(1)).endsWith(" without fields");
    assertThat(lines().get(2)).endsWith(" two lines");
  }

  @Test
  void jsonHasTheFieldsAsMembersAndTheExceptionOnTheSameLine() {
    own.atWarn()
        .addKeyValue("session", "s\"1")
        .addKeyValue("started", JsonArray.of("rates"))
        .setCause(new IllegalStateException("why\nnot"))
        .log("Closed {}", "now");

    JsonObject line = new JsonObject(lines().get(0));
    assertThat(lines()).hasSize(1);
    assertThat(line.getString("level")).isEqualTo("WARN");
    assertThat(line.getString("logger")).isEqualTo("io.feedhorn.transport.ClientSession");
    assertThat(line.getString("message")).isEqualTo("Closed now");
    assertThat(line.getString("session")).isEqualTo("s\"1");
    assertThat(line.getJsonArray("started")).containsExactly("rates");
    assertThat(line.getString("time")).matches("[^.]+(\\.\\d{3})?Z");
    assertThat(line.getString("exception"))
        .startsWith("java.lang.IllegalStateException: why\nnot")
        .contains("at io.feedhorn.app.LogOutputTest.");
  }

  @Test
  void levelsChangeAndReturnToThoseOfTheConfiguration() {
    own.debug("not yet");
    library.info("not yet");
    log.apply(new LogOptions(LogOptions.Format.JSON, Level.DEBUG, Map.of("io.netty", Level.INFO)));
    own.debug("own");
    library.info("library");
    log.apply(new LogOptions(LogOptions.Format.JSON, Level.ERROR, Map.of()));
    own.warn("not any more");
    library.info("not any more");
    library.warn("as before");

    assertThat(lines())
        .extracting(line -> new JsonObject(line).getString("message"))
        .containsExactly("own", "library", "as before");
  }
}
