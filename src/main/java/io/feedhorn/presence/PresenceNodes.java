package io.feedhorn.presence;

import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * The nodes of a cluster. Immutable.
 *
 * @param self the name of this node
 * @param others returns the current names of the others
 * @param publishes returns true on the one node that publishes joins and leaves now
 */
public record PresenceNodes(
    String self, Supplier<List<String>> others, BooleanSupplier publishes) {}
