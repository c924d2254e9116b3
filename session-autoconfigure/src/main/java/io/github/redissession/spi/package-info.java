/**
 * What an application or a library can implement or replace: the store and its layers,
 * the codec, and the policies.
 */
@NullMarked
package io.github.redissession.spi;

import org.jspecify.annotations.NullMarked;
