package io.feedhorn.push;

import java.util.List;
import java.util.function.Supplier;

/**
 * The nodes of a cluster. Immutable.
 *
 * @param self the name of this node
 * @param others the current names of the others
 */
public record PushNodes(String self, Supplier<List<String>> others) {}
