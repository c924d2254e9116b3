package io.github.redissession.codec;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

import org.hibernate.collection.spi.PersistentCollection;
import org.hibernate.proxy.AbstractSerializableProxy;
import org.hibernate.proxy.HibernateProxy;
import org.hibernate.proxy.LazyInitializer;
import org.jspecify.annotations.Nullable;

/**
 * Writes Hibernate's collections as plain ones and its proxies as their entities, and
 * never loads what is not loaded; this class is loaded only if Hibernate is on the class
 * path.
 */
final class HibernateValues implements StandIn {

	private final LeftOutLog log;

	HibernateValues(LeftOutLog log) {
		this.log = log;
	}

	@Override
	public boolean replaces(Class<?> type) {
		return PersistentCollection.class.isAssignableFrom(type) || HibernateProxy.class.isAssignableFrom(type)
				|| AbstractSerializableProxy.class.isAssignableFrom(type);
	}

	@Override
	public @Nullable Object of(Object value) {
		if (value instanceof PersistentCollection<?> collection) {
			return ofCollection(collection);
		}
		if (value instanceof AbstractSerializableProxy) {
			return null;
		}
		LazyInitializer initializer = ((HibernateProxy) value).getHibernateLazyInitializer();
		return initializer.isUninitialized() ? null : initializer.getImplementation();
	}

	private Object ofCollection(PersistentCollection<?> collection) {
		boolean loaded = collection.wasInitialized();
		if (!loaded) {
			this.log.add(collection.getRole() != null ? collection.getRole() : collection.getClass().getName());
		}
		if (collection instanceof Map<?, ?> map) {
			return loaded ? CollectionViews.ofMap(map)
					: (map instanceof SortedMap) ? new TreeMap<>() : new LinkedHashMap<>();
		}
		if (collection instanceof Set<?> set) {
			return loaded ? CollectionViews.ofSet(set)
					: (set instanceof SortedSet) ? new TreeSet<>() : new LinkedHashSet<>();
		}
		if (collection instanceof Collection<?> items) {
			return loaded ? new ArrayList<>(items) : new ArrayList<>();
		}
		throw UnfitTypeException.because(collection.getClass(), "is neither a collection nor a map");
	}

	/**
	 * Logs that a proxy that is not loaded was left out.
	 */
	@Override
	public void leftOut(Object value, @Nullable String field) {
		String entity = (value instanceof HibernateProxy proxy) ? proxy.getHibernateLazyInitializer().getEntityName()
				: "An entity";
		this.log.add((field != null) ? field : entity);
	}

}
