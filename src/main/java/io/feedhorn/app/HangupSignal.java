package io.feedhorn.app;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The signal {@code SIGHUP}. The JDK has one API for signals, {@code sun.misc.Signal} in the
 * supported module {@code jdk.unsupported}, of which the compiler always warns; it is therefore
 * used by reflection.
 */
final class HangupSignal {
  private static final Logger LOG = LoggerFactory.getLogger(HangupSignal.class);

  private HangupSignal() {}

  /** Runs an action on each signal, in place of the end of the process, where there are signals. */
  static void handle(Runnable action) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      Object runner =
          Proxy.newProxyInstance(
              HangupSignal.class.getClassLoader(),
              new Class<?>[] {handler},
              (proxy, method, arguments) -> call(method.getName(), proxy, arguments, action));
      Object former =
          signal
              .getMethod("handle", signal, handler)
              .invoke(null, signal.getConstructor(String.class).newInstance("HUP"), runner);
      // Java never takes over a signal that is ignored when the process starts.
      if (handler.getField("SIG_IGN").get(null).equals(former)) {
        LOG.info(
            "SIGHUP is ignored, because the process was started so, for example by nohup:"
                + " POST /v1/reload and the command reload apply changed settings");
      }
    } catch (ReflectiveOperationException | IllegalArgumentException unavailable) {
      Throwable cause =
          unavailable instanceof InvocationTargetException wrapped && wrapped.getCause() != null
              ? wrapped.getCause()
              : unavailable;
      LOG.debug("SIGHUP does not reload the settings: {}", cause.toString());
    }
  }

  private static @Nullable Object call(
      String method, Object proxy, Object[] arguments, Runnable action) {
    switch (method) {
      case "handle" -> action.run();
      case "equals" -> {
        return proxy == arguments[0];
      }
      case "hashCode" -> {
        return System.identityHashCode(proxy);
      }
      default -> {
        return "HangupSignal";
      }
    }
    return null;
  }
}
