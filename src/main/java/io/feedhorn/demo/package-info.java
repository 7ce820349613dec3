/**
 * The chat room, built like a verticle of a user, and the options of the demo feeds, which sources
 * replay ({@code conf/demo/feeds.yaml}).
 */
@NullMarked
package io.feedhorn.demo;

import org.jspecify.annotations.NullMarked;
