package io.github.redissession.codec;

import java.lang.reflect.Array;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.DatabindContext;
import tools.jackson.databind.JavaType;
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

	private final AllowedTypes allowed;

	private final TypeSchemas schemas;

	private final ClassValue<String> ids = new ClassValue<>() {

		@Override
		protected String computeValue(Class<?> type) {
			return compute(type);
		}

	};

	TypeIds(AllowedTypes allowed, TypeSchemas schemas) {
		this.allowed = allowed;
		this.schemas = schemas;
	}

	String idOf(Object value) {
		Class<?> type = typeOf(value);
		if (value instanceof EnumSet<?> set) {
			return "EnumSet<" + this.ids.get(EnumTypes.of(set)) + ">";
		}
		if (type == EnumMap.class) {
			return "EnumMap<" + this.ids.get(EnumTypes.of((EnumMap<?, ?>) value)) + ">";
		}
		if (type == LIST_N && isStreamList((List<?>) value)) {
			return "Stream.toList";
		}
		return this.ids.get(type) + order(value) + this.schemas.suffix(type);
	}

	/**
	 * Returns the class of a value; for an enum constant with a body, its enum.
	 */
	static Class<?> typeOf(Object value) {
		return (value instanceof Enum<?> constant) ? constant.getDeclaringClass() : value.getClass();
	}

	TypeSchemas schemas() {
		return this.schemas;
	}

	/**
	 * Returns the version in an id; an id without one has version 1.
	 */
	static int version(String id) {
		int mark = id.indexOf(TypeSchemas.VERSION);
		if (mark < 0) {
			return 1;
		}
		String version = id.substring(mark + 1);
		if (!version.matches("[1-9][0-9]{0,6}") || version.equals("1")) {
			throw UnfitTypeException.unknownId(id);
		}
		return Integer.parseInt(version);
	}

	static String withoutVersion(String id) {
		int mark = id.indexOf(TypeSchemas.VERSION);
		return (mark < 0) ? id : id.substring(0, mark);
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
		String name = id;
		int dimensions = 0;
		while (name.endsWith("[]") && dimensions < MAX_DIMENSIONS) {
			name = name.substring(0, name.length() - 2);
			dimensions++;
		}
		Class<?> type = JdkTypes.byId(name);
		if (type == null) {
			type = this.allowed.load(this.schemas.presentName(name));
		}
		else if (dimensions == 0 && JdkTypes.isBound(type)) {
			throw UnfitTypeException.unknownId(id);
		}
		for (int i = 0; i < dimensions; i++) {
			type = Array.newInstance(type, 0).getClass();
		}
		return type;
	}

	private String compute(Class<?> type) {
		this.allowed.check(type);
		if (AllowedTypes.losesState(type)) {
			throw UnfitTypeException.because(type, "is a collection or map with fields of its own, which would be lost;"
					+ " put the collection into a field instead");
		}
		Class<?> element = type;
		int dimensions = 0;
		for (; element.isArray(); dimensions++) {
			element = element.getComponentType();
		}
		if (dimensions > MAX_DIMENSIONS) {
			throw UnfitTypeException.because(type, "has too many dimensions");
		}
		String id = JdkTypes.idOf(element);
		return ((id != null) ? id : element.getName()) + "[]".repeat(dimensions);
	}

	private static boolean isStreamList(List<?> list) {
		if (list.size() == 1 || list.size() == 2) {
			return true;
		}
		for (Object item : list) {
			if (item == null) {
				return true;
			}
		}
		return false;
	}

	private static String order(Object value) {
		Comparator<?> comparator = comparator(value);
		if (comparator == null || comparator == Comparator.naturalOrder()) {
			return "";
		}
		if (comparator == String.CASE_INSENSITIVE_ORDER) {
			return ContainerKind.IGNORE_CASE;
		}
		if (comparator == Comparator.reverseOrder()) {
			return ContainerKind.REVERSE;
		}
		throw UnfitTypeException.because(value.getClass(),
				"has a comparator that cannot be read back; only String.CASE_INSENSITIVE_ORDER,"
						+ " Comparator.naturalOrder() and Comparator.reverseOrder() can");
	}

	private static @Nullable Comparator<?> comparator(Object value) {
		if (value instanceof SortedMap<?, ?> map) {
			return map.comparator();
		}
		return (value instanceof SortedSet<?> set) ? set.comparator() : null;
	}

}
