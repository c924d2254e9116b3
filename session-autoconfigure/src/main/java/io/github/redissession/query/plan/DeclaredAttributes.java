package io.github.redissession.query.plan;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.github.redissession.Device;
import io.github.redissession.query.IndexType;
import io.github.redissession.query.IndexedAttribute;
import io.github.redissession.query.SessionQueryException;
import io.github.redissession.query.SessionSummary;
import io.github.redissession.spi.SessionAttributeIndexer;
import io.github.redissession.spi.SessionRecord;

/**
 * The declared attributes, by which sessions can be found.
 */
public final class DeclaredAttributes {

	private final Map<String, IndexedAttribute> attributes = new LinkedHashMap<>();

	private final List<SessionAttributeIndexer> indexers;

	/**
	 * Creates the declaration.
	 * @param paths the attributes that are declared by paths
	 * @param indexers the beans that declare attributes
	 * @throws SessionQueryException if two attributes have the same name
	 */
	public DeclaredAttributes(Collection<IndexedAttribute> paths, Collection<SessionAttributeIndexer> indexers) {
		this.indexers = List.copyOf(indexers);
		List<IndexedAttribute> all = new ArrayList<>(paths);
		indexers.forEach((indexer) -> all.add(indexer.attribute()));
		all.sort(Comparator.comparing(IndexedAttribute::name));
		all.forEach((attribute) -> {
			if (this.attributes.put(attribute.name(), attribute) != null) {
				throw new SessionQueryException(
						"There are two indexed attributes with the name '%s'".formatted(attribute.name()));
			}
		});
	}

	/**
	 * Returns the declared attributes.
	 * @return the attributes, sorted by name
	 */
	public List<IndexedAttribute> all() {
		return List.copyOf(this.attributes.values());
	}

	/**
	 * Returns the details of a session in which the values are stored.
	 * @return the names of the details
	 */
	public List<String> details() {
		return this.attributes.keySet().stream().map(IndexValues::detail).toList();
	}

	List<SessionAttributeIndexer> indexers() {
		return this.indexers;
	}

	public boolean has(String name) {
		return this.attributes.containsKey(name);
	}

	public boolean isTag(String name) {
		IndexedAttribute attribute = this.attributes.get(name);
		return attribute != null && attribute.type() == IndexType.TAG;
	}

	/**
	 * Returns the attribute of a name and a type.
	 * @throws SessionQueryException if it is not declared
	 */
	public IndexedAttribute get(String name, IndexType type) {
		IndexedAttribute attribute = this.attributes.get(name);
		if (attribute == null) {
			throw new SessionQueryException(
					"Sessions are not indexed by '%s': declare redis-session.query.attributes.%s, or use one of %s"
						.formatted(name, name, this.attributes.keySet()));
		}
		if (attribute.type() != type) {
			throw new SessionQueryException((type == IndexType.TAG)
					? "'%s' is a number: use a range, or declare its type as tag".formatted(name)
					: "'%s' is a text: use its values, or declare its type as numeric".formatted(name));
		}
		return attribute;
	}

	public SessionSummary summary(SessionRecord session) {
		Map<String, List<String>> values = new LinkedHashMap<>();
		this.attributes.forEach((name, attribute) -> {
			if (attribute.type() == IndexType.TAG) {
				List<String> tags = IndexValues.tags(session.details(), name).stream().map(ValueText::decode).toList();
				if (!tags.isEmpty()) {
					values.put(name, tags);
				}
			}
			else if (IndexValues.number(session.details(), name) != null) {
				values.put(name, List.of(session.details().getOrDefault(IndexValues.detail(name), "")));
			}
		});
		return new SessionSummary(session.id(), session.principal(), Device.of(session.details()), session.created(),
				session.accessed(), session.expires(), values);
	}

}
