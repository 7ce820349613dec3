/**
 * A planned restart under thousands of readers: how long until all are back, whether something was
 * lost, and how calm the server stays meanwhile.
 */
@NullMarked
package io.feedhorn.bench.restart;

import org.jspecify.annotations.NullMarked;
