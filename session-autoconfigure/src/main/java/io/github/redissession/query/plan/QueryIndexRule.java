package io.github.redissession.query.plan;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;

import io.github.redissession.index.IndexName;
import io.github.redissession.index.IndexRule;
import io.github.redissession.query.IndexType;
import io.github.redissession.query.IndexedAttribute;

/**
 * Lists every session in the index of each of its values.
 */
public final class QueryIndexRule implements IndexRule {

	private final List<IndexedAttribute> attributes;

	/**
	 * Creates the rule.
	 * @param attributes the declared attributes, possibly none
	 */
	public QueryIndexRule(List<IndexedAttribute> attributes) {
		this.attributes = List.copyOf(attributes);
	}

	@Override
	public Collection<IndexName> indexes(Map<String, String> details) {
		List<IndexName> indexes = new ArrayList<>();
		for (IndexedAttribute attribute : this.attributes) {
			String name = attribute.name();
			if (attribute.type() == IndexType.TAG) {
				IndexValues.tags(details, name).forEach((text) -> indexes.add(IndexName.tag(name, text)));
			}
			else {
				Double number = IndexValues.number(details, name);
				if (number != null) {
					indexes.add(IndexName.number(name, number));
				}
			}
		}
		return indexes;
	}

}
