package io.github.redissession.codec;

import tools.jackson.dataformat.smile.SmileFactory;
import tools.jackson.dataformat.smile.SmileMapper;

/**
 * The smile format; loaded only where its module is there.
 */
final class SmileFormat {

	private SmileFormat() {
	}

	static ValueFormat create(TypeRules rules, JacksonFormat json) {
		SmileFactory factory = JacksonFormat.limited(SmileFactory.builder()).build();
		return new JacksonFormat(JacksonFormat.configured(SmileMapper.builder(factory), rules).build(), json);
	}

}
