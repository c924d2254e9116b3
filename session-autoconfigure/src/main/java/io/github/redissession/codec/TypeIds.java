package io.github.redissession.codec;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;

import tools.jackson.databind.DatabindContext;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.type.TypeFactory;

/**
 * Converts types to the ids under which they are stored, and ids to types.
 * <p>
 * An id is the short name of a listed JDK type ({@code Long}, {@code List.of}) or the
 * full name of any other class, followed by {@code []} for each array dimension. A sorted
 * container with a comparator has its order appended ({@code TreeMap:reverse}), an enum
 * container its enum ({@code EnumSet<com.shop.Color>}), and a class with upcasters the
 * version of its schema ({@code com.shop.Cart#2}). Jackson's class name resolver is not
 * used, because it writes the names of private JDK classes, which cannot be constructed.
 */
final class TypeIds {

	private static final int MAX_DIMENSIONS = 4;

	private static final Class<?> LIST_N = List.of(1, 2, 3).getClass();

	private final TypeRules rules;

	private final ClassValue<String> ids = new ClassValue<>() {

		@Override
		protected String computeValue(Class<?> type) {
			return compute(type);
		}

	};

	TypeIds(TypeRules rules) {
		this.rules = rules;
	}

	String idOf(Object value) {
		Class<?> type = typeOf(value);
		if (value instanceof EnumSet<?> set) {
			return "EnumSet<" + this.ids.get(EnumTypes.of(set)) + ">";
		}
		if (type == EnumMap.class) {
			return "EnumMap<" + this.ids.get(EnumTypes.of((EnumMap<?, ?>) value)) + ">";
		}
		// List.of has another class for one or two items, and refuses null.
		if (type == LIST_N && value instanceof List<?> list
				&& (list.size() == 1 || list.size() == 2 || list.stream().anyMatch(Objects::isNull))) {
			return "Stream.toList";
		}
		return this.ids.get(type) + ContainerOrder.of(value) + schemas().suffix(type);
	}

	/**
	 * Returns the class of a value; for an enum constant with a body, its enum.
	 */
	static Class<?> typeOf(Object value) {
		return (value instanceof Enum<?> constant) ? constant.getDeclaringClass() : value.getClass();
	}

	TypeSchemas schemas() {
		return this.rules.schemas();
	}

	JavaType resolve(DatabindContext context, JavaType base, String id) {
		int bracket = id.indexOf('<');
		if (bracket > 0 && id.endsWith(">")) {
			return resolveEnumContainer(context.getTypeFactory(), base, id.substring(0, bracket),
					load(id.substring(bracket + 1, id.length() - 1)));
		}
		ContainerKind kind = ContainerKind.byId(id);
		Class<?> type = (kind != null) ? kind.type() : load(id);
		requireAssignable(base, type);
		if (kind != null && type.getName().startsWith("kotlin.") && base.getRawClass().isAssignableFrom(kind.start())) {
			// Kotlin's empty collections are declared to hold nothing, whatever is
			// declared here.
			return context.constructSpecializedType(base, kind.start());
		}
		return context.constructSpecializedType(base, type);
	}

	private static JavaType resolveEnumContainer(TypeFactory types, JavaType base, String id, Class<?> element) {
		if (!JdkTypes.isEnum(element)) {
			throw UnfitTypeException.because(element, "is not an enum");
		}
		if (id.equals("EnumSet")) {
			requireAssignable(base, EnumSet.class);
			return types.constructCollectionType(EnumSet.class, element);
		}
		if (id.equals("EnumMap")) {
			requireAssignable(base, EnumMap.class);
			JavaType values = base.isMapLikeType() ? base.getContentType() : types.constructType(Object.class);
			return types.constructMapType(EnumMap.class, types.constructType(element), values);
		}
		throw UnfitTypeException.unknownId(id);
	}

	private static void requireAssignable(JavaType base, Class<?> type) {
		if (!base.getRawClass().isAssignableFrom(type)) {
			throw UnfitTypeException.because(type, "is not a subtype of the declared type");
		}
	}

	private Class<?> load(String id) {
		String name = id.replaceFirst("(\\[]){0," + MAX_DIMENSIONS + "}\\z", "");
		int dimensions = (id.length() - name.length()) / "[]".length();
		Class<?> type = JdkTypes.byId(name);
		if (type == null) {
			type = this.rules.allowed().load(schemas().presentName(name));
		}
		else if (dimensions == 0 && JdkTypes.isBound(type)) {
			throw UnfitTypeException.unknownId(id);
		}
		if (dimensions > 0 && name.equals(TreeSerializer.ID)) {
			type = JsonNode.class;
		}
		for (int i = 0; i < dimensions; i++) {
			type = type.arrayType();
		}
		return type;
	}

	private String compute(Class<?> type) {
		this.rules.allowed().check(type);
		if (AllowedTypes.losesState(type)) {
			throw UnfitTypeException.because(type, "is a collection or map with fields of its own, which would be lost;"
					+ " put the collection into a field instead");
		}
		Class<?> element = AllowedTypes.element(type);
		if (type.isArray() && element != JsonNode.class && TreeKinds.isOfJackson(element)) {
			throw UnfitTypeException.because(type,
					"is an array of one class of JSON nodes; use a JsonNode[] or a list");
		}
		String dimensions = type.getTypeName().substring(element.getTypeName().length());
		if (dimensions.length() > "[]".length() * MAX_DIMENSIONS) {
			throw UnfitTypeException.because(type,
					"has more than " + MAX_DIMENSIONS + " dimensions; use lists instead");
		}
		return Objects.requireNonNullElse(JdkTypes.idOf(element), element.getName()) + dimensions;
	}

}
