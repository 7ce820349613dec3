#!/usr/bin/env bash
# Guess: `first.compose(done -> vertx.close())` completes when Vert.x is closed, whatever `first` is.
# Seen: it completes only if `first` has no context. If `first` belongs to an event loop, such as a timer or an
#   undeployment, so does the composed future: Vert.x closes, the loop that should deliver the result has ended, and
#   whoever waits for the future waits for ever.
# Version: vertx-core 5.0.10, JDK 17 and 25.
# Why it matters: "undeploy, then close" in a shutdown hook keeps the process alive until it is killed.
# Feedhorn: the process waits for the stop of the server first, and then closes Vert.x from its own thread
#   (docs/embedding.md, "Stop").
source "$(dirname "$0")/support/maven-packages.sh" io.vertx:vertx-core:5.0.10
cat > Close.java <<'JAVA'
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

public class Close {
  static void require(boolean completes, Function<Vertx, Future<?>> ending) throws Exception {
    boolean completed;
    try {
      ending.apply(Vertx.vertx()).toCompletionStage().toCompletableFuture().get(5, TimeUnit.SECONDS);
      completed = true;
    } catch (TimeoutException never) {
      completed = false;
    }
    if (completed != completes) throw new AssertionError("completed: " + completed);
  }

  public static void main(String[] arguments) throws Exception {
    require(true, Vertx::close);
    require(true, vertx -> Future.succeededFuture().compose(done -> vertx.close()));
    require(false, vertx -> vertx.timer(10).compose(done -> vertx.close()));
    System.out.println("as described");
    System.exit(0);
  }
}
JAVA
timeout 60 java -cp 'lib/*' Close.java 2> errors || { cat errors >&2; exit 1; }
