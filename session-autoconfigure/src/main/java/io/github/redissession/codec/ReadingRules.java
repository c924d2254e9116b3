package io.github.redissession.codec;

import java.lang.reflect.Method;
import java.util.Optional;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.TreeNode;
import tools.jackson.databind.BeanDescription;
import tools.jackson.databind.DeserializationConfig;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.KeyDeserializer;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.deser.AbstractDeserializer;
import tools.jackson.databind.deser.Deserializers;
import tools.jackson.databind.deser.KeyDeserializers;
import tools.jackson.databind.deser.ValueDeserializerModifier;
import tools.jackson.databind.deser.bean.BeanDeserializerBase;
import tools.jackson.databind.deser.std.StdScalarDeserializer;
import tools.jackson.databind.jsontype.TypeDeserializer;
import tools.jackson.databind.type.ArrayType;
import tools.jackson.databind.type.CollectionType;
import tools.jackson.databind.type.MapType;
import tools.jackson.databind.type.ReferenceType;

/**
 * Checks every type before Jackson looks up its deserializer, and reads what
 * {@link WritingRules} writes.
 */
final class ReadingRules extends ValueDeserializerModifier implements Deserializers, KeyDeserializers {

	private static final long serialVersionUID = 1L;

	private final transient AllowedTypes allowed;

	ReadingRules(AllowedTypes allowed) {
		this.allowed = allowed;
	}

	@Override
	public @Nullable ValueDeserializer<?> findBeanDeserializer(JavaType type, DeserializationConfig config,
			BeanDescription.Supplier beanDescRef) {
		ItemForm<?> form = ItemForm.of(type.getRawClass());
		if (form != null) {
			return ItemFormSerializer.deserializer(type, form);
		}
		if (type.hasRawClass(TreeNode.class)) {
			return findTreeNodeDeserializer(type, config, beanDescRef);
		}
		this.allowed.checkDeclared(type.getRawClass());
		Method boxing = KotlinTypes.boxing(type.getRawClass());
		return (boxing != null) ? new ValueClassDeserializer(type, boxing) : null;
	}

	/**
	 * Reads a reference to a tree too, which stands where the declared type is a tree.
	 */
	@Override
	public ValueDeserializer<?> findTreeNodeDeserializer(JavaType type, DeserializationConfig config,
			BeanDescription.Supplier beanDescRef) {
		return new ReferenceDeserializer(type, TreeDeserializer.declared(type));
	}

	@Override
	public @Nullable ValueDeserializer<?> findEnumDeserializer(JavaType type, DeserializationConfig config,
			BeanDescription.Supplier beanDescRef) {
		if (JdkTypes.isEnum(type.getRawClass())) {
			this.allowed.check(type.getRawClass());
		}
		return null;
	}

	@Override
	public @Nullable ValueDeserializer<?> findArrayDeserializer(ArrayType type, DeserializationConfig config,
			BeanDescription.Supplier beanDescRef, TypeDeserializer elementTypeDeserializer,
			ValueDeserializer<?> elementDeserializer) {
		this.allowed.checkDeclared(type.getRawClass());
		return null;
	}

	@Override
	public @Nullable ValueDeserializer<?> findCollectionDeserializer(CollectionType type, DeserializationConfig config,
			BeanDescription.Supplier beanDescRef, TypeDeserializer elementTypeDeserializer,
			ValueDeserializer<?> elementDeserializer) {
		this.allowed.checkDeclared(type.getRawClass());
		return null;
	}

	@Override
	public @Nullable ValueDeserializer<?> findMapDeserializer(MapType type, DeserializationConfig config,
			BeanDescription.Supplier beanDescRef, KeyDeserializer keyDeserializer,
			TypeDeserializer elementTypeDeserializer, ValueDeserializer<?> elementDeserializer) {
		this.allowed.checkDeclared(type.getRawClass());
		return null;
	}

	@Override
	public @Nullable ValueDeserializer<?> findReferenceDeserializer(ReferenceType type, DeserializationConfig config,
			BeanDescription.Supplier beanDescRef, TypeDeserializer contentTypeDeserializer,
			ValueDeserializer<?> contentDeserializer) {
		ItemForm<?> form = ItemForm.of(type.getRawClass());
		if (form != null) {
			return ItemFormSerializer.deserializer(type, form);
		}
		this.allowed.check(type.getRawClass());
		return type.hasRawClass(Optional.class) ? OptionalSerializer.deserializer(type) : null;
	}

	@Override
	public boolean hasDeserializerFor(DeserializationConfig config, Class<?> valueType) {
		return false;
	}

	@Override
	public ValueDeserializer<?> modifyMapDeserializer(DeserializationConfig config, MapType type,
			BeanDescription.Supplier beanDescRef, ValueDeserializer<?> deserializer) {
		return new AnyKeyMapDeserializer(type, deserializer);
	}

	/**
	 * A name of a bean with arbitrary ones could be taken for a reference.
	 */
	@Override
	public ValueDeserializer<?> modifyDeserializer(DeserializationConfig config, BeanDescription.Supplier beanDescRef,
			ValueDeserializer<?> deserializer) {
		boolean bean = (deserializer instanceof BeanDeserializerBase || deserializer instanceof AbstractDeserializer)
				&& beanDescRef.get().findAnySetterAccessor() == null;
		boolean scalar = deserializer instanceof StdScalarDeserializer && !JdkTypes.isValue(beanDescRef.getBeanClass());
		ValueDeserializer<?> own = (deserializer instanceof BeanDeserializerBase)
				? restoring(beanDescRef.getBeanClass(), deserializer) : deserializer;
		return (bean || scalar) ? new ReferenceDeserializer(beanDescRef.getType(), own) : own;
	}

	/**
	 * Adds what gives an instance back that exists already.
	 */
	private static ValueDeserializer<?> restoring(Class<?> type, ValueDeserializer<?> deserializer) {
		Method readResolve = OwnSerialization.readResolve(type);
		ValueDeserializer<?> resolving = (readResolve != null) ? new ResolvingDeserializer(readResolve, deserializer)
				: deserializer;
		ConstantFields constants = ConstantFields.of(type);
		return (constants != null) ? new SingletonDeserializer(constants, resolving) : resolving;
	}

	@Override
	public ValueDeserializer<?> modifyArrayDeserializer(DeserializationConfig config, ArrayType valueType,
			BeanDescription.Supplier beanDescRef, ValueDeserializer<?> deserializer) {
		return new ReferenceDeserializer(valueType, deserializer);
	}

	@Override
	public ValueDeserializer<?> modifyCollectionDeserializer(DeserializationConfig config, CollectionType type,
			BeanDescription.Supplier beanDescRef, ValueDeserializer<?> deserializer) {
		return type.isFinal() ? new ReferenceDeserializer(type, deserializer) : deserializer;
	}

	@Override
	public @Nullable KeyDeserializer findKeyDeserializer(JavaType type, DeserializationConfig config,
			BeanDescription.Supplier beanDescRef) {
		return AnyKeyMapSerializer.isName(type) ? null : new TextKey(type);
	}

	/**
	 * Reads a name if the declared key type allows a string, and refuses it otherwise.
	 */
	private static final class TextKey extends KeyDeserializer {

		private final JavaType type;

		TextKey(JavaType type) {
			this.type = type;
		}

		@Override
		public Object deserializeKey(String key, DeserializationContext ctxt) {
			return this.type.getRawClass().isAssignableFrom(String.class) ? key
					: ctxt.reportInputMismatch(this.type, "Expected pairs, but found a name");
		}

	}

}
