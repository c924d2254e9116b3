/**
 * Writes that replicas have to confirm.
 */
@NullMarked
package io.github.redissession.redis.replication;

import org.jspecify.annotations.NullMarked;
