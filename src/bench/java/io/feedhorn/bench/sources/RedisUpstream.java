package io.feedhorn.bench.sources;

import io.feedhorn.source.Broker;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A stream of Redis or Valkey, in which the ID of an entry is its number plus one. */
final class RedisUpstream implements NumberedUpstream {
  private static final String STREAM = "numbers";
  private static final long SECONDS = 30;

  private final Vertx vertx = Vertx.vertx();
  private final Broker broker;
  private final String url;

  RedisUpstream(Path folder) throws Exception {
    int port = Broker.freePort();
    url = "redis://127.0.0.1:" + port;
    Path data = Files.createDirectory(folder.resolve("redis"));
    List<String> command = new ArrayList<>();
    command.add(Broker.program("/usr/bin/redis-server", "/usr/bin/valkey-server"));
    command.addAll(List.of("--bind", "127.0.0.1", "--port", Integer.toString(port)));
    command.addAll(List.of("--dir", data.toString()));
    command.addAll(List.of("--appendonly", "yes", "--appendfsync", "always"));
    broker = Broker.start(folder, port, command);
  }

  @Override
  public Map<String, String> source() {
    return Map.of("TYPE", "redis", "URL", url, "STREAM", STREAM, "TOPIC", "n.x");
  }

  @Override
  public void send(int from, int to) throws Exception {
    Redis client = Redis.createClient(vertx, url);
    try {
      List<Request> requests = new ArrayList<>();
      for (int n = Math.max(from, next(client)); n < to; n++) {
        requests.add(Request.cmd(Command.XADD).arg(STREAM).arg((n + 1) + "-0").arg("data").arg(n));
      }
      if (!requests.isEmpty()) {
        await(client.batch(requests));
      }
    } finally {
      await(client.close());
    }
  }

  /** Returns the number after the newest entry. */
  private static int next(Redis client) throws TimeoutException {
    Request newest = Request.cmd(Command.XREVRANGE).arg(STREAM).arg("+").arg("-");
    Response entries = await(client.send(newest.arg("COUNT").arg(1)));
    if (entries == null || entries.size() == 0) {
      return 0;
    }
    String id = entries.get(0).get(0).toString();
    return Integer.parseInt(id.substring(0, id.indexOf('-')));
  }

  /** Waits for an answer. The client's own failures are not exceptions, but other throwables. */
  private static <T> T await(Future<T> answer) throws TimeoutException {
    return answer
        .recover(failure -> Future.failedFuture(new CompletionException(failure)))
        .await(SECONDS, TimeUnit.SECONDS);
  }

  @Override
  public void restart() {
    broker.kill();
    broker.start();
  }

  @Override
  public void close() {
    broker.close();
    vertx.close().await();
  }
}
