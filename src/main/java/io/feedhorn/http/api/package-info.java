/**
 * HTTP handlers that are not a transport: publishing, snapshots, history and the list of topics.
 */
@NullMarked
package io.feedhorn.http.api;

import org.jspecify.annotations.NullMarked;
