/**
 * Stores sessions in Redis hashes and keeps the indexes consistent with them.
 */
@NullMarked
package io.github.redissession.redis;

import org.jspecify.annotations.NullMarked;
