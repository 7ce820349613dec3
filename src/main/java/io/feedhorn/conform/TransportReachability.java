package io.feedhorn.conform;

import io.feedhorn.client.ReadRequest;
import io.feedhorn.client.Transport;
import io.feedhorn.client.UpdateReader;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The transports that are not reachable, usually because of a proxy. Determined once before the
 * first check, so that checks use the other transports. Used by the thread of the suite.
 */
final class TransportReachability {
  // More than one, since a transport that loses an update is reachable.
  private static final int UPDATES = 3;

  private final Map<Transport, RuntimeException> failures = new EnumMap<>(Transport.class);

  /** Tries each selected transport. */
  void probe(CheckContext context) {
    for (Transport transport : context.options().transports()) {
      String topic = context.prefix() + ".a";
      String since;
      try {
        since = context.publish(topic, "1").cursor();
      } catch (RuntimeException unpublished) {
        return; // publish.receipt fails with the evidence.
      }
      try (UpdateReader reader = context.open(transport, ReadRequest.of(topic).since(since))) {
        for (int i = 0; i < UPDATES; i++) {
          context.publish(topic, "2");
        }
        context.read(reader, 1);
      } catch (RuntimeException failure) {
        failures.put(transport, failure);
      }
    }
  }

  boolean isReachable(Transport transport) {
    return !failures.containsKey(transport);
  }

  /** Returns true if a check is the one of an unreachable transport. */
  boolean hasFailed(ContractCheck check) {
    return failures.keySet().stream().anyMatch(transport -> check.name().equals(name(transport)));
  }

  private static String name(Transport transport) {
    return "reach." + transport.label();
  }

  /** Returns the reason for which a transport is not reachable; null if it is. */
  @Nullable String reason(Transport transport) {
    RuntimeException failure = failures.get(transport);
    return failure == null ? null : String.valueOf(failure.getMessage());
  }

  /** Returns a check for each transport. */
  List<ContractCheck> checks(List<Transport> transports) {
    return transports.stream().map(this::check).toList();
  }

  private ContractCheck check(Transport transport) {
    return new ContractCheck(
        name(transport),
        "A reader over " + transport.label() + " gets an update",
        context -> {
          RuntimeException failure = failures.get(transport);
          if (failure != null) {
            throw failure;
          }
          return "";
        });
  }
}
