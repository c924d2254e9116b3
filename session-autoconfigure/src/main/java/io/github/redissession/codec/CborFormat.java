package io.github.redissession.codec;

import tools.jackson.dataformat.cbor.CBORFactory;
import tools.jackson.dataformat.cbor.CBORMapper;

/**
 * The CBOR format; this class is loaded only if its module is on the class path.
 */
final class CborFormat {

	private CborFormat() {
	}

	static ValueFormat create(TypeRules rules, JacksonFormat json) {
		CBORFactory factory = JacksonFormat.limited(CBORFactory.builder()).build();
		return new JacksonFormat(JacksonFormat.configured(CBORMapper.builder(factory), rules).build(), json);
	}

}
