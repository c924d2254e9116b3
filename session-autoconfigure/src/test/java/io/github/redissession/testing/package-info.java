/**
 * Test infrastructure: Redis servers, clusters, proxies, and recorders of the commands
 * that they receive. Nothing here knows the session store.
 */
@NullMarked
package io.github.redissession.testing;

import org.jspecify.annotations.NullMarked;
