/**
 * The options of the demo feeds, which sources replay ({@code conf/demo/feeds.yaml}), and the
 * pacing and back-pressure of generated load.
 */
@NullMarked
package io.feedhorn.demo;

import org.jspecify.annotations.NullMarked;
