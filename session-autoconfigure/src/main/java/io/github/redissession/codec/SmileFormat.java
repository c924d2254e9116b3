package io.github.redissession.codec;

import tools.jackson.dataformat.smile.SmileFactory;
import tools.jackson.dataformat.smile.SmileMapper;

/**
 * The Smile format; this class is loaded only if its module is on the class path.
 */
final class SmileFormat {

	private SmileFormat() {
	}

	static ValueFormat create(TypeRules rules, JacksonFormat json) {
		SmileFactory factory = JacksonFormat.limited(SmileFactory.builder()).build();
		return new JacksonFormat(JacksonFormat.configured(SmileMapper.builder(factory), rules).build(), json);
	}

}
