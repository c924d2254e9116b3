/**
 * A model test of the near cache: two nodes in processes of their own, servers that fail
 * in every way, and a record of what a request may be answered with.
 */
@NullMarked
package io.github.redissession.redis.tracking.walk;

import org.jspecify.annotations.NullMarked;
