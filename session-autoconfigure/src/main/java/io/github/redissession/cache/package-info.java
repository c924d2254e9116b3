/**
 * A cache of sessions in the memory of each node.
 */
@NullMarked
package io.github.redissession.cache;

import org.jspecify.annotations.NullMarked;
