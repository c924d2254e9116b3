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
import java.util.concurrent.ConcurrentHashMap;

import org.hibernate.collection.spi.PersistentCollection;
import org.hibernate.proxy.AbstractSerializableProxy;
import org.hibernate.proxy.HibernateProxy;
import org.hibernate.proxy.LazyInitializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes Hibernate's collections as plain ones and its proxies as their entities, and
 * never loads what is not loaded; this class is loaded only if Hibernate is on the class
 * path.
 */
final class HibernateValues implements StandIn {

	private static final Logger LOGGER = LoggerFactory.getLogger(HibernateValues.class);

	private static final int MAX_LOGGED = 1000;

	private final Set<String> logged = ConcurrentHashMap.newKeySet();

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
			logLeftOut(collection.getRole() != null ? collection.getRole() : collection.getClass().getName());
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
		logLeftOut((field != null) ? field : entity);
	}

	private void logLeftOut(String field) {
		if (this.logged.size() < MAX_LOGGED && this.logged.add(field)) {
			LOGGER.warn("{} is not loaded from the database, so sessions are stored without it. Load it before the "
					+ "object becomes a session attribute if it is needed there. This is logged once for each field",
					field);
		}
	}

}
