/**
 * What the tests need around the code under test: Redis servers, clusters, and recorders
 * of what is said to them. Nothing here knows the session store.
 */
@NullMarked
package io.github.redissession.testing;

import org.jspecify.annotations.NullMarked;
