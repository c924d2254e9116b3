package io.github.redissession.codec;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

import com.sun.faces.Flash;
import org.hibernate.Hibernate;
import org.hibernate.Session;
import org.hibernate.SessionFactory;

import io.github.redissession.codec.Accounts.Account;
import io.github.redissession.codec.Accounts.Dept;

/**
 * Classes of an application, by their shape, and its entities.
 */
final class ApplicationKinds {

	private ApplicationKinds() {
	}

	static void addTo(ValueKinds all) {
		addRecords(all.group("Records, enums and interfaces of an application"));
		addClasses(all.group("Classes of an application"));
		addAnnotated(all.group("Classes with Jackson's annotations"));
		addEntities(all.group("Entities of Hibernate"));
	}

	private static void addRecords(ValueKinds all) {
		Shapes.Machine machine = new Shapes.Machine(new Shapes.Busy(5), List.of(new Shapes.Idle()),
				Map.of("a", new Shapes.Busy(6)));
		all.add("record", new Shapes.Point(1, 2))
			.add("record without components", new Shapes.Idle())
			.add("record that checks its components", new Shapes.Checked(5))
			.add("record that changes its components", new Shapes.Normalised(" x "))
			.add("record with two constructors", new Shapes.TwoConstructors("x"))
			.add("record with type parameters", new Shapes.Pair<>(1L, List.of(new Shapes.Point(1, 2))))
			.add("record of all primitive types",
					new Shapes.Everything((byte) 1, (short) 2, 3, 4, 5f, 6d, 'c', true, null))
			.add("record in a record", new Shapes.Node("a", new Shapes.Node("b", null)))
			.add("record with a sealed interface", machine)
			.add("record with components of general types", new Shapes.Holder(5L, Shapes.NamedEnum.A, "x", 5f))
			.add("local record", local())
			.add("enum", Shapes.Plain.ONE)
			.add("enum with fields", Shapes.WithField.LARGE)
			.add("enum whose constants have bodies", Shop.Operation.PLUS)
			.add("enum that implements an interface", Shapes.NamedEnum.A)
			.add("record as the key of a map", new HashMap<>(Map.of(new Shapes.Point(1, 2), 1L)))
			.add("record in a set", new HashSet<>(Set.of(new Shapes.Point(1, 2))))
			.add("record in an `Optional`", Optional.of(new Shapes.Point(1, 2)))
			.add("map of lists of records", new LinkedHashMap<>(Map.of("a", List.of(new Shapes.Point(1, 2)))));
	}

	private static Object local() {
		record Local(String name) {
		}
		return new Local("x");
	}

	private static void addClasses(ValueKinds all) {
		Shapes.Bean bean = new Shapes.Bean();
		bean.setName("x");
		Shapes.Child child = new Shapes.Child();
		child.setName("y");
		child.add("z");
		Shapes.StatelessList list = new Shapes.StatelessList();
		list.add("x");
		Shapes.Numbers numbers = new Shapes.Numbers();
		numbers.with(5L);
		Supplier<String> lambda = () -> "x";
		Supplier<String> serializableLambda = (Supplier<String> & Serializable) () -> "x";
		all.add("bean with setters", bean)
			.add("subclass of a bean", child)
			.add("class with a private constructor without parameters", Shapes.PrivateConstructor.of("x"))
			.add("class with final fields and one constructor", new Shapes.FinalFields("x", 5))
			.add("class with a transient field", new Shapes.WithTransient())
			.refused("class with a builder and a private constructor",
					Shapes.Built.builder().name("x").tag("y").build(), new Shapes.Pair<>("x", List.of("y")))
			.add("class with type parameters", new Shapes.Generic<Object>().with(5L).with("x"))
			.add("class that binds type parameters", numbers)
			.add("list of an application without fields", list)
			.add("map of an application without fields", new Shop.Prices(Map.of(5L, java.math.BigDecimal.TEN)))
			.add("class without fields", new Shop.Marker())
			.refused("list of an application with fields", new Shapes.StatefulList(),
					new Shapes.Pair<>("owner", new ArrayList<>()))
			.refused("class with other constructor parameters than fields",
					new Shapes.OtherParameters(new char[] { 'x' }, 2), Shapes.PrivateConstructor.of("xx"))
			.refused("serializable class with other constructor parameters than fields",
					new Shapes.OtherParametersSerializable(new char[] { 'x' }, 2), Shapes.PrivateConstructor.of("xx"))
			.refused("class with two fields of one name", new Shapes.Hiding(), child)
			.refused("inner class", Shapes.inner(), new Shapes.Pair<>("static", "x"))
			.refused("anonymous class", new Object() {
				@Override
				public String toString() {
					return "x";
				}
			}, new Shapes.Code("x"))
			.refused("anonymous list", new ArrayList<>(List.of("x")) {
				private static final long serialVersionUID = 1L;

			}, new ArrayList<>(List.of("x")))
			.refused("lambda", lambda, new Shapes.Code("x"))
			.refused("serializable lambda", serializableLambda, new Shapes.Code("x"))
			.refused("object that holds itself", Shapes.Recursive.cycle(), new Shapes.Node("x", null))
			.refused("object that holds a `Thread`", new Shapes.HoldsThread(), new Shapes.Code("x"))
			.refused("class of another package", new Flash("x"), new Shapes.Code("x"));
	}

	private static void addAnnotated(ValueKinds all) {
		all.add("`@JsonCreator` factory method", Shapes.Created.of("x"))
			.add("`@JsonValue` and `@JsonCreator`", new Shapes.Code("x"))
			.add("`@JsonProperty` and `@JsonAlias`", new Shapes.Renamed("x"))
			.add("`@JsonIgnore`", new Shapes.Ignoring())
			.add("`@JsonTypeInfo` with names", new Shop.Payments(List.of(new Shop.Card("1")), new Shop.Invoice(5L)))
			.add("`@JsonTypeInfo` with classes", new Shop.Drawing(List.of(new Shop.Circle(1L)), new Shop.Circle("x")));
	}

	private static void addEntities(ValueKinds all) {
		try (SessionFactory factory = Accounts.open("kinds"); Session session = factory.openSession()) {
			Account account = session.find(Account.class, 1L);
			Hibernate.initialize(account.tags);
			Dept loaded = session.getReference(Dept.class, 6L);
			Hibernate.initialize(loaded);
			all.add("loaded `PersistentBag`", account.roles, new ArrayList<>(account.roles))
				.add("loaded `PersistentSet`", account.tags, new LinkedHashSet<>(account.tags))
				.add("loaded `PersistentMap`", account.limits, new LinkedHashMap<>(account.limits))
				.add("loaded `PersistentSortedSet`", account.groups)
				.add("collection that is not loaded", account.notes, new ArrayList<>())
				.add("loaded proxy of an entity", loaded, Hibernate.unproxy(loaded))
				.refused("proxy that is not loaded, as an attribute", session.getReference(Dept.class, 5L),
						Hibernate.unproxy(loaded))
				.add("proxy that is not loaded, in a field",
						new Shapes.Pair<>("x", session.getReference(Dept.class, 5L)), new Shapes.Pair<>("x", null));
		}
	}

}
