package io.github.redissession.codec;

import tools.jackson.databind.DatabindContext;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.jsontype.PolymorphicTypeValidator;

/**
 * Applies the same rules to the type ids of an application's own {@code @JsonTypeInfo}.
 */
final class AllowedSubtypes extends PolymorphicTypeValidator.Base {

	private static final long serialVersionUID = 1L;

	private final transient AllowedTypes allowed;

	AllowedSubtypes(AllowedTypes allowed) {
		this.allowed = allowed;
	}

	@Override
	public Validity validateSubClassName(DatabindContext ctxt, JavaType baseType, String subClassName) {
		this.allowed.load(subClassName);
		return Validity.ALLOWED;
	}

	@Override
	public Validity validateSubType(DatabindContext ctxt, JavaType baseType, JavaType subType) {
		this.allowed.check(subType.getRawClass());
		return Validity.ALLOWED;
	}

}
