/** The HTTP server: admission control, CORS, authentication, routes and static pages. */
@NullMarked
package io.feedhorn.http;

import org.jspecify.annotations.NullMarked;
