package io.feedhorn.conform;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The transports that do not get through, a proxy in between being the usual reason. Found out once
 * before the first claim, so that claims about other transports are checked over those that work.
 * Used by the thread of the run.
 */
final class TransportReachability {
  /** More than one, for a transport that loses an update is not blocked. */
  private static final int UPDATES = 3;

  private final Map<Transport, RuntimeException> blocked = new EnumMap<>(Transport.class);

  /** Tries each transport that was asked for. */
  void probe(CheckContext checkContext) {
    for (Transport transport : checkContext.conditions().transports()) {
      String topic = checkContext.prefix() + ".a";
      String since;
      try {
        since = checkContext.publish(topic, "1").cursor();
      } catch (RuntimeException unpublished) {
        return; // Says nothing about readers: publish.receipt fails with the evidence.
      }
      try (TransportClient reader =
          transport.open(checkContext.target(), ReadRequest.of(topic).since(since))) {
        for (int i = 0; i < UPDATES; i++) {
          checkContext.publish(topic, "2");
        }
        checkContext.take(reader, 1);
      } catch (RuntimeException failure) {
        blocked.put(transport, failure);
      }
    }
  }

  boolean isOpen(Transport transport) {
    return !blocked.containsKey(transport);
  }

  /** If a claim is about the reach of a transport that is blocked. */
  boolean isBlocked(ContractCheck check) {
    return blocked.keySet().stream().anyMatch(transport -> check.name().equals(name(transport)));
  }

  private static String name(Transport transport) {
    return "reach." + transport.wire();
  }

  /** The reason why a transport is blocked; null where it is not. */
  @Nullable String reason(Transport transport) {
    RuntimeException failure = blocked.get(transport);
    return failure == null ? null : String.valueOf(failure.getMessage());
  }

  /** One claim for each transport that was asked for. */
  List<ContractCheck> claims(List<Transport> transports) {
    return transports.stream().map(this::claim).toList();
  }

  private ContractCheck claim(Transport transport) {
    return new ContractCheck(
        name(transport),
        "A reader over " + transport.wire() + " gets an update",
        checkContext -> {
          RuntimeException failure = blocked.get(transport);
          if (failure != null) {
            throw failure;
          }
          return "";
        });
  }
}
