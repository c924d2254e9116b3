package io.github.redissession.autoconfigure;

import java.util.function.Function;

import io.github.redissession.core.LegacySessions;
import io.github.redissession.spi.AttributeCodec;

/**
 * Creates the access to the sessions of another store, whose attributes our codec is to
 * encode anew.
 */
interface LegacyFactory extends Function<AttributeCodec, LegacySessions> {

}
