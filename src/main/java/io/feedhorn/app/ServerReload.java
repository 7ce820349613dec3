package io.feedhorn.app;

import io.feedhorn.app.settings.ReloadableSettings;
import io.feedhorn.app.settings.SettingsException;
import io.feedhorn.model.ErrorCode;
import io.feedhorn.publish.Addresses;
import io.feedhorn.source.deploy.SourceChanges;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * Reads the settings of a server again and applies their sources and log, on a request to {@link
 * Addresses#RELOAD} and on {@code SIGHUP}, one reload after the other. Settings with an error
 * change nothing. Safe on any thread.
 */
final class ServerReload {
  private static final Logger LOG = LoggerFactory.getLogger(ServerReload.class);

  private final Vertx vertx;
  private final ReloadableSettings settings;
  private final FeedhornServer server;
  private final LogOutput log;
  private Future<?> last = Future.succeededFuture();

  ServerReload(Vertx vertx, ReloadableSettings settings, FeedhornServer server, LogOutput log) {
    this.log = log;
    this.vertx = vertx;
    this.settings = settings;
    this.server = server;
  }

  /** Starts to accept requests and signals, also one that has come before. */
  void start(RememberedSignal hangup) {
    vertx.eventBus().localConsumer(Addresses.RELOAD, this::reload);
    hangup.setAction(() -> vertx.eventBus().send(Addresses.RELOAD, null));
  }

  /** Answers a request. Called on one event loop. */
  private void reload(Message<Object> request) {
    last = last.otherwiseEmpty().compose(done -> reload());
    last.onSuccess(answer -> reply(request, answer)).onFailure(failure -> refuse(request, failure));
  }

  private static void reply(Message<Object> request, Object answer) {
    if (request.replyAddress() != null) {
      request.reply(answer);
    }
  }

  private static void refuse(Message<Object> request, Throwable failure) {
    String reason =
        failure instanceof SettingsException errors
            ? "The settings are invalid, nothing is changed: " + String.join("; ", errors.lines())
            : "The reload failed: " + failure.getMessage();
    LOG.error("{}", reason);
    if (request.replyAddress() != null) {
      ErrorCode code =
          failure instanceof SettingsException ? ErrorCode.BAD_REQUEST : ErrorCode.INTERNAL;
      request.fail(code.status(), reason);
    }
  }

  private Future<JsonObject> reload() {
    return vertx
        .executeBlocking(settings::readAgain)
        .onSuccess(read -> log.apply(read.settings().log()))
        .compose(
            read ->
                server
                    .applySources(read.settings())
                    .map(changes -> answer(changes, read.needRestart())));
  }

  private static JsonObject answer(SourceChanges changes, List<String> needRestart) {
    JsonObject answer =
        new JsonObject()
            .put("started", new JsonArray(changes.started()))
            .put("stopped", new JsonArray(changes.stopped()))
            .put("restarted", new JsonArray(changes.restarted()))
            .put("unchanged", new JsonArray(changes.unchanged()))
            .put("needRestart", new JsonArray(needRestart));
    LoggingEventBuilder line = LOG.atInfo();
    for (Map.Entry<String, Object> field : answer) {
      line = line.addKeyValue(field.getKey(), field.getValue());
    }
    line.log("Settings are reloaded");
    if (!needRestart.isEmpty()) {
      LOG.warn("These settings have changed and need a restart: {}", needRestart);
    }
    return answer;
  }
}
