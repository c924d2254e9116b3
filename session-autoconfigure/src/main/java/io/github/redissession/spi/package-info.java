/**
 * What an application or a library may implement or replace: the store and its layers,
 * the codec, and the policies.
 */
@NullMarked
package io.github.redissession.spi;

import org.jspecify.annotations.NullMarked;
