package io.github.redissession.codec;

import tools.jackson.databind.cfg.DateTimeFeature;
import tools.jackson.databind.cfg.MapperBuilder;
import tools.jackson.databind.module.SimpleModule;

/**
 * Registers our types and rules after every other module, so that ours win.
 */
final class CodecModule extends SimpleModule {

	private static final long serialVersionUID = 1L;

	private final transient TypeRules rules;

	CodecModule(TypeRules rules) {
		super(CodecModule.class.getName());
		this.rules = rules;
		addSerializer(String.class, new StringSerializer());
		TextScalar.addAll(this);
	}

	@Override
	public void setupModule(SetupContext context) {
		FailureRules failures = new FailureRules(new FailureFactory(this.rules.allowed(), this.rules.schemas()));
		context.addSerializers(failures);
		context.addDeserializers(failures);
		FieldTypes fieldTypes = new FieldTypes();
		context.addValueInstantiators(fieldTypes);
		context.addDeserializerModifier(fieldTypes);
		WritingRules writing = new WritingRules(this.rules.allowed(), this.rules.standIns());
		context.addSerializers(writing);
		context.addSerializerModifier(writing);
		ReadingRules reading = new ReadingRules(this.rules.allowed());
		context.addDeserializers(reading);
		context.addKeyDeserializers(reading);
		context.addDeserializerModifier(reading);
		super.setupModule(context);
		((MapperBuilder<?, ?>) context.getOwner()).disable(DateTimeFeature.WRITE_DATES_AS_TIMESTAMPS)
			.setDefaultTyping(new DeclaredTyping(new TypeIds(this.rules)));
	}

}
