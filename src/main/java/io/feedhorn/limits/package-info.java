/** Limits on connections, rates and sizes, and the client address behind trusted proxies. */
@NullMarked
package io.feedhorn.limits;

import org.jspecify.annotations.NullMarked;
