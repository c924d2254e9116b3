package io.github.redissession.autoconfigure;

import java.util.function.UnaryOperator;

import io.github.redissession.spi.AttributeCodec;

/**
 * Changes what the codec of attributes encodes or has decoded, before encryption.
 */
interface CodecLayer extends UnaryOperator<AttributeCodec> {

}
